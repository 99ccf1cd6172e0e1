package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.pci.FakeBench.TestCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Namespaces that change while they are in use, and those that cannot be used. */
class PciNamespaceTest {
  private final FakeBench bench = new FakeBench();

  @AfterEach
  void nothingWasTouchedThatIsNotTheDevices() {
    assertThat(bench.device.memory.faults()).isEmpty();
  }

  private void refused(CommandQueue queue) {
    TestCommand read =
        bench.submit(queue, 0, FakeBench.io(NvmOpcode.READ, 0, 1), IoBuffer.allocate(512));
    assertThat(read.status).isEqualTo(Status.withDnr(Status.NAMESPACE_NOT_READY));
  }

  @Test
  void namespacesThatChangeAreLookedAtAgain() throws IOException {
    bench.start("");
    PciNamespace namespace = bench.namespace(1);
    assertThat(namespace.geometry().blocks()).isEqualTo(1 << 13);
    bench.device.admin.blocks = 12345;
    bench.device.admin.tell(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
    bench.loop.advance(1_000_000_000);
    assertThat(namespace.geometry().blocks()).isEqualTo(12345);
    assertThat(bench.device.admin.eventRequests()).isEqualTo(3);
  }

  @Test
  void aNamespaceThatOthersHaveFormattedIsUsedNoMore() throws IOException {
    bench.start("");
    List<Long> heard = new ArrayList<>();
    PciNamespace namespace = bench.namespace(1);
    namespace.onChange(() -> heard.add(namespace.geometry().blocks()));
    CommandQueue queue = namespace.open(bench.loop, 8);
    bench.device.admin.blocks = 1 << 12;
    changed();
    assertThat(heard).containsExactly(1L << 12);
    bench.device.admin.lbads = 12;
    changed();
    assertThat(namespace.geometry().blockSize()).as("for hosts that know it so").isEqualTo(512);
    refused(queue);
    bench.device.admin.lbads = 9;
    bench.device.admin.lbaMetadata = 8;
    changed();
    refused(queue);
    bench.device.admin.lbaMetadata = 0;
    changed();
    TestCommand read =
        bench.submit(queue, 0, FakeBench.io(NvmOpcode.READ, 0, 1), IoBuffer.allocate(512));
    bench.loop.runReady();
    assertThat(read.status).isZero();
    assertThat(heard).hasSize(1);
  }

  private void changed() {
    bench.device.admin.tell(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
    bench.loop.advance(1_000_000_000);
  }

  @Test
  void namespacesThatAreOpenAreNotFormatted() throws Exception {
    bench.start("");
    PciNamespace namespace = bench.namespace(1);
    try (ControllerAccess controller = namespace.controller().orElseThrow()) {
      for (Sqe sqe :
          List.of(
              Sqe.allocate().opcode(AdminOpcode.FORMAT_NVM).nsid(1),
              Sqe.allocate().opcode(AdminOpcode.FORMAT_NVM).nsid(-1),
              Sqe.allocate().opcode(AdminOpcode.SANITIZE),
              Sqe.allocate().opcode(AdminOpcode.NAMESPACE_MANAGEMENT).nsid(1).cdw10(1),
              Sqe.allocate().opcode(AdminOpcode.NAMESPACE_ATTACHMENT).nsid(1).cdw10(1))) {
        assertThatThrownBy(() -> controller.admin(sqe, IoBuffer.NONE, 0))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(AdminOpcode.nameOf(sqe.opcode()))
            .hasMessageContaining("namespace 1 of 0000:01:00.0")
            .hasMessageContaining("close it first");
      }
    }
  }

  @Test
  void blocksWithMetadataAreRefused() throws IOException {
    bench.device.admin.lbaMetadata = 8;
    bench.start("");
    assertThatThrownBy(() -> bench.namespace(1)).hasMessageContaining("nvme format");
    assertThatThrownBy(() -> bench.namespace(3)).hasMessageContaining("not active");
    bench.device.admin.lbaMetadata = 0;
    bench.device.admin.lbads = 20;
    assertThatThrownBy(() -> bench.namespace(1)).hasMessageContaining("block size 1048576");
    bench.device.admin.lbads = 9;
    bench.device.admin.blocks = -1;
    assertThatThrownBy(() -> bench.namespace(1)).hasMessageContaining("is not supported");
  }
}
