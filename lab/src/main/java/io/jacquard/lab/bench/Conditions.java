package io.jacquard.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What on this machine distorts a measurement, to be said with it. */
final class Conditions {
  private static final Path STAT = Path.of("/proc/stat");
  private static final String CONGESTION = "/proc/sys/net/ipv4/tcp_congestion_control";
  private static final Duration SAMPLE = Duration.ofSeconds(2);

  /** Ticks per second of /proc/stat, the same on every Linux. */
  private static final double TICKS = 100.0;

  private Conditions() {}

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

  /** How much of one core others use now, while the benchmark does nothing. */
  static double othersLoad() throws IOException, InterruptedException {
    long before = busyTicks();
    Thread.sleep(SAMPLE);
    return (busyTicks() - before) / TICKS / SAMPLE.toSeconds();
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
