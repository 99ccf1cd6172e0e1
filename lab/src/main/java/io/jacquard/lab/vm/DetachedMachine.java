package io.jacquard.lab.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jacquard.lab.session.GuestCommand;
import io.jacquard.lab.session.GuestSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A running virtual machine that outlives the process which has booted it. Thread-safe; any process
 * of its user may use it.
 *
 * @param name host name
 * @param directory with its console and what its devices keep
 * @param sockets directory with the sockets of its monitor and channels
 * @param process of QEMU
 */
public record DetachedMachine(String name, Path directory, Path sockets, ProcessIdentity process) {

  /** How many commands can run at the same time. */
  public static final int SESSIONS = 6;

  /** How long a guest may take to begin with a command, at each try. */
  private static final List<Duration> TAKEN_WITHIN =
      List.of(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(180));

  private static final Duration KILLED_WITHIN = Duration.ofSeconds(20);

  /** The command line that starts a machine; what its devices keep is made. */
  static List<String> command(MachineSpec spec, Path directory, Path sockets) throws IOException {
    Path disks = OwnerOnly.directories(directory.resolve("disks"));
    DetachedMachine machine =
        new DetachedMachine(spec.name(), directory, sockets, ProcessIdentity.NONE);
    List<String> command =
        new ArrayList<>(
            QemuCommand.of(spec, machine.console(), disks, machine.connectionsServed()));
    command.addAll(List.of("-daemonize", "-pidfile", pidFile(directory).toString()));
    return command;
  }

  /**
   * A process of the machine in a directory whose start was not seen to its end. Its command line
   * tells: QEMU makes a second process and ends the first before it writes any number down.
   *
   * @return one that does not run, number 0, if there is none
   */
  public static ProcessIdentity processIn(Path directory) {
    String words = "\0-pidfile\0" + pidFile(directory) + "\0";
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", Long.toString(process.pid())))
        .filter(process -> runs(process, words, directory))
        .map(process -> identity(Long.parseLong(process.getFileName().toString())))
        .filter(ProcessIdentity::alive)
        .findFirst()
        .orElse(ProcessIdentity.NONE);
  }

  private static boolean runs(Path process, String words, Path directory) {
    try {
      String line = new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8);
      // A container may have a directory of the same name.
      Path seen =
          process.resolve("root").resolve(Path.of("/").relativize(directory.toAbsolutePath()));
      return line.contains(words) && Files.isSameFile(seen, directory);
    } catch (IOException goneOrOfAnotherUser) {
      return false;
    }
  }

  private static ProcessIdentity identity(long pid) {
    try {
      return ProcessIdentity.of(pid);
    } catch (IOException gone) {
      return ProcessIdentity.NONE;
    }
  }

  private static Path pidFile(Path directory) {
    return directory.resolve("qemu.pid");
  }

  static DetachedMachine start(MachineSpec spec, Path directory, Path sockets) throws IOException {
    List<String> command = command(spec, directory, sockets);
    Files.write(OwnerOnly.file(directory.resolve("qemu-command.txt")), command);
    OwnerOnly.file(directory.resolve("console.txt"));
    Path said = OwnerOnly.file(directory.resolve("qemu.txt"));
    Process qemu =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    // It ends as soon as its child, the machine, has been made.
    if (waitFor(qemu) != 0) {
      throw new IOException(
          "QEMU does not start %s: %s; its whole command line is in %s"
              .formatted(
                  spec.name(),
                  Files.readString(said).strip(),
                  directory.resolve("qemu-command.txt")));
    }
    long pid = Long.parseLong(Files.readString(pidFile(directory)).strip());
    return new DetachedMachine(spec.name(), directory, sockets, ProcessIdentity.of(pid));
  }

  private static int waitFor(Process process) throws IOException {
    try {
      process.getOutputStream().close();
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting a machine", interrupted);
    }
  }

  private List<String> connectionsServed() {
    List<String> words = new ArrayList<>(served("monitor"));
    words.addAll(List.of("-mon", "chardev=monitor,mode=control", "-device", "virtio-serial-pci"));
    for (int i = 0; i < SESSIONS; i++) {
      for (String channel : List.of("data." + i, "control." + i)) {
        words.addAll(served(channel));
        words.addAll(List.of("-device", "virtserialport,chardev=" + channel + ",name=" + channel));
      }
    }
    return words;
  }

  private List<String> served(String channel) {
    return List.of(
        "-chardev",
        "socket,id=%s,server=on,wait=off,path=%s"
            .formatted(channel, QemuCommand.escape(socket(channel))));
  }

  private Path socket(String channel) {
    return sockets.resolve(name + "-" + channel);
  }

  /** Whether it still runs. */
  public boolean alive() {
    return process.alive();
  }

  /** File with what the guest's kernel wrote to its console. */
  public Path console() {
    return directory.resolve("console.txt");
  }

  /** Connects to QEMU's monitor; nobody else can meanwhile. */
  public QemuMonitor monitor() throws IOException {
    return QemuMonitor.connect(socket("monitor"));
  }

  /**
   * Starts a command, which ends with the returned session.
   *
   * @throws IOException if the machine has ended, does not answer, or runs as many as it can
   */
  public RunningCommand start(GuestCommand command) throws IOException {
    IOException failed = null;
    for (Duration limit : TAKEN_WITHIN) {
      try {
        return start(command, limit);
      } catch (IOException failure) {
        // A command whose host was killed may have left the channel in the middle of a message.
        failed = failure;
        if (!alive()) {
          break;
        }
      }
    }
    throw failed;
  }

  /**
   * Starts a command as soon as the guest can.
   *
   * @param limit how long that may take
   */
  public RunningCommand start(GuestCommand command, Duration limit) throws IOException {
    if (!alive()) {
      throw new IOException(ended());
    }
    for (int i = 0; i < SESSIONS; i++) {
      Optional<FileLock> lock = lock(sockets.resolve(name + "-lock." + i));
      if (lock.isPresent()) {
        return start(command, limit, i, lock.get());
      }
    }
    throw new IOException(
        "machine %s runs %d commands already; wait until one ends".formatted(name, SESSIONS));
  }

  private RunningCommand start(GuestCommand command, Duration limit, int number, FileLock lock)
      throws IOException {
    try {
      GuestSession session =
          GuestSession.connect(socket("data." + number), socket("control." + number));
      session.start(command, limit);
      return new RunningCommand(session, lock);
    } catch (IOException failure) {
      lock.channel().close();
      String why = alive() ? "machine " + name + ": " + failure.getMessage() : ended();
      throw new IOException(why, failure);
    }
  }

  private String ended() {
    String kernel =
        FailureReport.lastAlarm(console()).map(line -> ", in which stands: " + line).orElse("");
    return "machine %s has ended; its console is in %s%s".formatted(name, console(), kernel);
  }

  private static Optional<FileLock> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(lock);
      }
    } catch (OverlappingFileLockException taken) {
      // By this process: as good a reason to take another as any.
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * Runs a script of bash, without input, and waits for its end.
   *
   * @param limit it is ended when it runs longer, with {@link ScriptResult#TIMED_OUT}
   * @return its status and both outputs, the standard error after the standard output
   */
  public ScriptResult run(String script, Duration limit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String limited =
        "exec timeout --kill-after=2 %d bash -c %s"
            .formatted(Math.max(1, limit.toSeconds()), "'" + script.replace("'", "'\\''") + "'");
    try (RunningCommand command = start(GuestCommand.script(limited))) {
      command.session().endOfInput();
      int status = command.session().await(out, err);
      return new ScriptResult(status, out.toString(UTF_8) + err.toString(UTF_8));
    }
  }

  /**
   * Powers the machine off, and ends it if that takes too long.
   *
   * @return whether it powered off by itself
   */
  public boolean powerOff(Duration limit) {
    if (alive()) {
      try (RunningCommand command =
          start(GuestCommand.script("exec /usr/lib/jacquard/guest-poweroff"), limit)) {
        command.session().endOfInput();
        if (process.endsWithin(limit)) {
          return true;
        }
      } catch (IOException unreachable) {
        return !killed();
      }
    }
    return !killed();
  }

  private boolean killed() {
    boolean ran = alive();
    kill();
    return ran;
  }

  /** Ends the machine at once, also while it starts. */
  public void kill() {
    ProcessIdentity next = process;
    do {
      next.kill();
    } while (next.endsWithin(KILLED_WITHIN) && (next = processIn(directory)).alive());
  }
}
