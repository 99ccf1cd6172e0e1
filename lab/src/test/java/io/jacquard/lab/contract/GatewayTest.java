package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.QueueUser.Pending;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract, for namespaces of another target: over TCP, and over a target between. */
class GatewayTest {
  private static final Nqn NQN = Nqn.parse("nqn.2026-01.io.jacquard:contract");

  static Target export(TargetMetrics metrics, String uri) {
    try {
      return Target.start(
          TargetSettings.defaults(metrics).withLoops(LoopSettings.defaults().withCount(1)),
          new TargetDefinition(
              List.of(
                  SubsystemDefinition.open(
                      NQN, List.of(NamespaceDefinition.of(1, NamespaceUri.parse(uri))))),
              List.of(DefaultPorts.port(1, TransportAddress.tcp("127.0.0.1", 0), List.of(NQN))),
              Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String uri(Target target) {
    return target.addresses().get(1) + "/" + NQN;
  }

  /** What a controller between answers differently from the medium itself. */
  abstract static class RemoteContract extends ConcurrencyContract {
    @Override
    @Test
    void whatTheNamespaceDoesNotHaveIsAnInvalidField() throws Exception {
      refused(
          user.run(QueueUser.command(NvmOpcode.WRITE, 0, 1, 1 << 29), random(1, 1)),
          Status.INVALID_FIELD);
      refused(user.run(sqe -> sqe.opcode(0xFC), IoBuffer.NONE), Status.INVALID_OPCODE);
    }

    @Override
    @Test
    void aFusedPairWithDifferentOrTooManyBlocksIsRefusedWhole() throws Exception {
      write(30, random(1, 8));
      List<Pending> apart =
          user.submitPair(
              QueueUser.fused(NvmOpcode.COMPARE, 30, 8, Sqe.FUSE_FIRST),
              random(1, 8),
              QueueUser.fused(NvmOpcode.WRITE, 31, 8, Sqe.FUSE_SECOND),
              random(2, 8));
      refused(apart.get(0).status(), Status.INVALID_FIELD);
      assertThat(Status.isSuccess(apart.get(1).status())).isFalse();
      assertBytes(read(30, 8)).isEqualTo(Contents.bytes(random(1, 8)));
    }

    @Test
    void dataLargerThanTheControllerTakesAtOnceIsSentInPieces() throws Exception {
      int blocks = (3 << 20) / block;
      write(7, random(5, blocks));
      assertBytes(read(7, blocks)).isEqualTo(Contents.bytes(random(5, blocks)));
      assertThat(
              Status.code(
                  user.run(QueueUser.command(NvmOpcode.COMPARE, 8, blocks), random(5, blocks))))
          .isEqualTo(Status.COMPARE_FAILURE);
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OverTcp extends RemoteContract {
    private TargetMetrics metrics;
    private Target target;

    @BeforeAll
    void start() {
      metrics = new TargetMetrics();
      target = export(metrics, "mem:5G");
    }

    @AfterAll
    void stop() {
      target.close();
      metrics.close();
    }

    @Override
    String uri() {
      return GatewayTest.uri(target) + "?namespace=1&queues=2";
    }

    @Test
    void theNameWithItsProtocolInFrontIsTheSameNamespace() throws Exception {
      write(9, random(9, 2));
      try (Namespace same = open("nvme+" + uri());
          QueueUser other = new QueueUser(same, 4)) {
        IoBuffer back = IoBuffer.allocate(2 * block);
        QueueUser.succeeded(other.read(9, back, 2));
        assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(random(9, 2)));
        assertThat(same.access()).isEqualTo(namespace.access());
      }
    }

    @Test
    void saysWhereItIs() {
      assertThat(namespace.description()).contains("namespace 1 of tcp://127.0.0.1:");
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OverAGateway extends RemoteContract {
    private TargetMetrics metrics;
    private Target behind;
    private Target gateway;

    @BeforeAll
    void start() {
      metrics = new TargetMetrics();
      behind = export(metrics, "mem:5G?block=4096");
      gateway = export(metrics, GatewayTest.uri(behind));
    }

    @AfterAll
    void stop() {
      gateway.close();
      behind.close();
      metrics.close();
    }

    @Override
    String uri() {
      return GatewayTest.uri(gateway);
    }
  }
}
