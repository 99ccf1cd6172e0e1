package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of this machine, told apart from a later one with the same number by the time when it
 * started.
 *
 * @param pid its number
 * @param startTicks when it started, in clock ticks since the machine's start
 */
public record ProcessIdentity(long pid, long startTicks) {

  /** No process: it does not run. */
  public static final ProcessIdentity NONE = new ProcessIdentity(0, 0);

  /** Of the fields after the command's name in /proc/PID/stat; proc(5) counts two more before. */
  private static final int STATE_FIELD = 0;

  private static final int START_TIME_FIELD = 19;
  private static final long POLL_NANOS = 20_000_000;

  /**
   * The process that has this number now.
   *
   * @throws IOException if there is none
   */
  public static ProcessIdentity of(long pid) throws IOException {
    return new ProcessIdentity(
        pid,
        startTicks(pid).orElseThrow(() -> new IOException("there is no process " + pid + " now")));
  }

  /** Whether it still runs. */
  public boolean alive() {
    try {
      OptionalLong now = startTicks(pid);
      return now.isPresent() && now.getAsLong() == startTicks;
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Asks it to end (SIGTERM); does nothing when it has ended. */
  public void terminate() {
    if (alive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  /** Ends it at once (SIGKILL); does nothing when it has ended. */
  public void kill() {
    if (alive()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Waits until it has ended.
   *
   * @param limit for as long at most
   * @return whether it has
   */
  public boolean endsWithin(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (alive() && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return !alive();
  }

  private static OptionalLong startTicks(long pid) throws IOException {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name is in parentheses and may hold anything.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[STATE_FIELD].equals("Z") || fields[STATE_FIELD].equals("X");
      return ended
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(fields[START_TIME_FIELD]));
    } catch (NoSuchFileException gone) {
      return OptionalLong.empty();
    }
  }
}
