package io.jacquard.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What on this machine distorts a measurement, to be said with it: congestion control, and others
 * that use its cores meanwhile.
 */
final class Conditions {
  private static final Path STAT = Path.of("/proc/stat");
  private static final String CONGESTION = "/proc/sys/net/ipv4/tcp_congestion_control";

  /** Ticks per second of /proc/stat, the same on every Linux. */
  private static final double TICKS = 100.0;

  /** Of /proc/PID/stat, behind the name: utime, stime, cutime and cstime. */
  private static final int FIRST_TIME = 11;

  private static final int TIMES = 4;

  private final long[] ours;
  private final long startNanos;
  private final long startTicks;

  private Conditions(long[] ours, long startNanos, long startTicks) {
    this.ours = ours;
    this.startNanos = startNanos;
    this.startTicks = startTicks;
  }

  /** The congestion control in force where the processes run. */
  static String congestionControl(Pinning pinning) throws IOException, InterruptedException {
    if (pinning.networkNamespace().isEmpty()) {
      return Files.readString(Path.of(CONGESTION)).strip();
    }
    return BenchProcess.run(
            "cat",
            List.of("ip", "netns", "exec", pinning.networkNamespace().get(), "cat", CONGESTION),
            Duration.ofSeconds(10))
        .strip();
  }

  /**
   * Notes the time that a measurement starts.
   *
   * @param ours processes of the benchmark besides this one and its children
   */
  static Conditions now(long... ours) throws IOException {
    return new Conditions(ours, System.nanoTime(), othersTicks(ours));
  }

  /** How much of one core was used since then by others than this benchmark. */
  double othersShare() throws IOException {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return Math.max(0, (othersTicks(ours) - startTicks) / TICKS / seconds);
  }

  private static long othersTicks(long[] ours) throws IOException {
    long ticks = busyTicks() - ticksOf("self");
    for (long pid : ours) {
      ticks -= ticksOf(Long.toString(pid));
    }
    return ticks;
  }

  /** User and system time of a process and of its children that have ended. */
  private static long ticksOf(String process) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks;
  }

  /** Time of all cores that was neither idle nor waiting for a disk: /proc/stat, first line. */
  private static long busyTicks() throws IOException {
    String[] fields = Files.readAllLines(STAT).getFirst().split("\\s+");
    long busy = 0;
    for (int i = 1; i < fields.length; i++) {
      boolean idle = i == 4 || i == 5;
      busy += idle ? 0 : Long.parseLong(fields[i]);
    }
    return busy;
  }
}
