package io.jacquard.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RecoveryOptions;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.identity.Nqn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the target at random moments while writes and flushes are under way, starts it again, and
 * reads back every block that it had answered as durable.
 */
@Tag("crash")
class CrashTest {
  private static final int ROUNDS = 50;
  private static final int DEPTH = 32;
  private static final int REGIONS = 2048;
  private static final int MOST_ANSWERS = 1500;
  private static final String NQN = "nqn.2026-01.io.jacquard:crash";

  @TempDir Path directory;

  private final Random random = new Random(20261120);
  private final Ledger ledger = new Ledger(REGIONS);

  @Test
  void whatWasAnsweredAsDurableSurvivesKillAtAnyMoment() throws Exception {
    int answers = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (TargetProcess target = start(round);
          RemoteController controller = connect(target)) {
        RemoteNamespace namespace = controller.namespace(1).orElseThrow();
        ledger.judgeAll(namespace);
        LoadDriver load = new LoadDriver(namespace, ledger, DEPTH, random.nextInt(MOST_ANSWERS));
        load.start(random);
        load.awaitEnough();
        target.kill();
        load.awaitEnd();
        answers += load.answers();
      }
    }
    try (TargetProcess target = start(ROUNDS);
        RemoteController controller = connect(target)) {
      ledger.judgeAll(controller.namespace(1).orElseThrow());
    }
    assertThat(answers).isGreaterThan(ROUNDS);
    assertThat(ledger.promises()).as("regions with something to lose").isGreaterThan(REGIONS / 2);
  }

  /** Direct and buffered I/O in turn. */
  private TargetProcess start(int round) throws IOException {
    String direct = round % 2 == 0 ? "auto" : "off";
    Path image = directory.resolve("image");
    int bytes = REGIONS * Ledger.REGION_BYTES;
    return TargetProcess.start(
        "file:" + image + "?size=" + bytes + "&direct=" + direct,
        NQN,
        directory.resolve("target.log"));
  }

  private static RemoteController connect(TargetProcess target) throws IOException {
    // No attempt to connect again: what was under way at the kill fails at once.
    RecoveryOptions recovery =
        new RecoveryOptions(
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Optional.of(Duration.ZERO),
            Optional.of(Duration.ZERO));
    return Initiator.connect(
        ConnectOptions.to(target.address() + "/" + NQN)
            .hostNqn(Nqn.accept("nqn.2026-01.io.jacquard:crash-host"))
            .ioQueues(2)
            .recovery(recovery)
            .build());
  }
}
