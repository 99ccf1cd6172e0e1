package io.jacquard.target.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.metrics.IoSeries.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class IoSeriesTableTest {
  private static final int LIMIT = 4;

  private final IoSeriesTable table = new IoSeriesTable(LIMIT);

  private static Key host(int number) {
    return new Key("subsystem", "1", "host" + number);
  }

  private Map<String, Long> readsByHost() {
    Map<String, Long> found = new HashMap<>();
    table.forEach((key, counts) -> found.put(key.host(), counts.commands(Operation.READ)));
    return found;
  }

  private static void read(IoRecorder recorder) {
    recorder.completed(NvmOpcode.READ, 4096, 1_500, Status.SUCCESS);
  }

  @Test
  void recordersOfOneKeyAddUpAndClosingOneLosesNothing() {
    IoRecorder first = table.open(host(1));
    IoRecorder second = table.open(host(1));
    read(first);
    read(second);
    first.close();
    first.close();
    read(second);

    assertThat(readsByHost()).containsExactly(Map.entry("host1", 3L));
  }

  @Test
  void hostsWithoutEndAreCountedInABoundedNumberOfSeries() {
    for (int i = 0; i < 100; i++) {
      try (IoRecorder recorder = table.open(host(i))) {
        read(recorder);
      }
    }

    Map<String, Long> found = readsByHost();
    assertThat(found).hasSize(LIMIT + 1).containsEntry("host99", 1L).containsEntry("other", 96L);
  }

  @Test
  void seriesInUseStayAndNewcomersAreCountedTogether() {
    for (int i = 0; i < LIMIT; i++) {
      read(table.open(host(i)));
    }
    read(table.open(host(50)));
    read(table.open(host(51)));

    assertThat(readsByHost())
        .hasSize(LIMIT + 1)
        .containsEntry("host0", 1L)
        .containsEntry("other", 2L);
  }

  @Test
  void aFailedCommandIsAnErrorAndMovesNoBytes() {
    IoRecorder recorder = table.open(host(1));
    recorder.completed(NvmOpcode.WRITE, 4096, 10_000, Status.DNR | Status.LBA_OUT_OF_RANGE);
    recorder.completed(NvmOpcode.WRITE, 512, 10_000, Status.SUCCESS);

    table.forEach(
        (key, counts) -> {
          assertThat(counts.errors(Operation.WRITE)).isEqualTo(1);
          assertThat(counts.bytes(Operation.WRITE)).isEqualTo(512);
          assertThat(counts.commands(Operation.WRITE)).isEqualTo(2);
          assertThat(counts.nanos(Operation.WRITE)).isEqualTo(20_000);
        });
  }

  @Test
  void aReaderSeesCountsThatNeverFallWhileWritersRunAndClose() throws InterruptedException {
    int rounds = 200;
    int commands = 50;
    CountDownLatch started = new CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    try (IoRecorder recorder = table.open(host(1))) {
                      for (int j = 0; j < commands; j++) {
                        read(recorder);
                      }
                    }
                    started.countDown();
                  }
                });
    started.await();
    long last = 0;
    while (writer.isAlive()) {
      long now = readsByHost().get("host1");
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
    writer.join();
    assertThat(readsByHost()).containsEntry("host1", (long) rounds * commands);
  }
}
