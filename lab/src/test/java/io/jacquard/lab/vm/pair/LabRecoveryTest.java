package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Either side goes away, and the link between them: nothing that was written is lost. */
@Tag("pair")
class LabRecoveryTest {

  private static final String DISK = "/dev/nvme0n1";
  private static final String KILL =
      "kill -KILL $(< /run/jacquard-target.pid); await 60 target_gone";
  private static final GuestScript LOAD = GuestScript.with("load.sh");

  @RegisterExtension static final PairOfMachines pair = new PairOfMachines();

  @ParameterizedTest
  @CsvSource({
    "JACQUARD, KERNEL, RDMA",
    "JACQUARD, KERNEL, TCP",
    "JACQUARD, JACQUARD, RDMA",
    "JACQUARD, JACQUARD, TCP",
    "KERNEL, JACQUARD, RDMA",
    "KERNEL, JACQUARD, TCP",
  })
  void aHostGoesOnWhenItsTargetHasBeenKilledAndComesBack(
      Side target, Side initiator, Transport transport) throws Exception {
    up(target);
    try {
      CompletableFuture<Void> load = load(initiator, transport);
      pair.onTarget(target.target(), target == Side.KERNEL ? "target_down " + LabDemo.NQN : KILL);
      pair.onInitiator(LOAD, "await_trouble " + initiator.word());
      assertThat(load).as("the load waits for its target").isNotDone();
      up(target);
      pair.onInitiator(LOAD, "touch /run/enough");
      load.get(PairOfMachines.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      down(target);
    }
  }

  @ParameterizedTest
  @CsvSource({"JACQUARD, KERNEL, RDMA", "JACQUARD, JACQUARD, RDMA", "KERNEL, JACQUARD, RDMA"})
  void aHostGoesOnWhenTheLinkWasCutAndHealed(Side target, Side initiator, Transport transport)
      throws Exception {
    up(target);
    try {
      CompletableFuture<Void> load = load(initiator, transport);
      pair.link(false);
      pair.onInitiator(LOAD, "await_without_carrier");
      // Long enough for either side to find the other gone, by its own time-outs.
      pair.onInitiator(LOAD, "await_trouble " + initiator.word());
      assertThat(load).as("the load waits for its target").isNotDone();
      pair.link(true);
      pair.onInitiator(LOAD, "touch /run/enough");
      load.get(PairOfMachines.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } finally {
      pair.link(true);
      down(target);
    }
  }

  @ParameterizedTest
  @CsvSource({"RDMA", "TCP"})
  void aTargetForgetsAHostThatWasKilled(Transport transport) throws Exception {
    up(Side.JACQUARD);
    try {
      CompletableFuture<Void> load = load(Side.JACQUARD, transport);
      pair.onInitiator(LOAD, "kill_load");
      assertThat(load).failsWithin(PairOfMachines.LIMIT);
      pair.onTarget(LOAD, "await_no_connection");
      pair.onInitiator(LOAD, "small_load " + words(transport));
    } finally {
      down(Side.JACQUARD);
    }
  }

  @Test
  void twoHundredConnectionsLeaveNothingBehind() throws IOException {
    up(Side.JACQUARD);
    try {
      pair.onInitiator(LOAD, "connections 3 " + words(Transport.RDMA));
      String before = pair.onTarget(LOAD, "held_by_target");
      pair.onInitiator(LOAD, "connections 200 " + words(Transport.RDMA));
      pair.onTarget(LOAD, "await_held_by_target '" + before + "'");
    } finally {
      down(Side.JACQUARD);
    }
  }

  private static void up(Side side) throws IOException {
    String address = pair.lab().target().address();
    pair.onTarget(side.target(), "target_up %s %s %s".formatted(LabDemo.NQN, DISK, address));
  }

  private static void down(Side side) throws IOException {
    pair.onTarget(side.target(), "target_down " + LabDemo.NQN);
  }

  private static String words(Transport transport) {
    return transport.word() + " " + pair.lab().target().address() + " " + LabDemo.NQN;
  }

  /** Writes and verifies in the background; returns when that is under way. */
  private static CompletableFuture<Void> load(Side initiator, Transport transport)
      throws IOException {
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              try {
                pair.onInitiator(LOAD, initiator.word() + "_load " + words(transport));
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            });
    pair.onInitiator(LOAD, "await_load");
    return load;
  }
}
