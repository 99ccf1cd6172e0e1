package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import org.junit.jupiter.api.Test;

/**
 * A medium behind the page cache that loses what was written. The kernel tells one caller once;
 * whoever flushes later must be told too, until the namespace is opened again.
 */
class LostWritesInGuest {
  private static final int BLOCKS = 8;

  /** Of a command on blocks that the medium loses. */
  private final int status = Integer.decode(GuestProperties.required("jacquard.status"));

  @Test
  void whatADurableWriteWasToldIsToldByLaterFlushes() throws Exception {
    try (Namespace namespace = NamespaceContract.open(GuestProperties.uri());
        QueueUser first = new QueueUser(namespace, 4);
        QueueUser second = new QueueUser(namespace, 4)) {
      IoBuffer data = Contents.random(1, BLOCKS * namespace.geometry().blockSize());
      int durable = first.run(QueueUser.command(NvmOpcode.WRITE, 0, BLOCKS, Sqe.FUA), data);
      assertThat(Status.name(durable)).isEqualTo(Status.name(status));
      for (QueueUser each : new QueueUser[] {second, first, second}) {
        assertThat(Status.isSuccess(flush(each))).as("a flush after the loss").isFalse();
      }
      int later = second.run(QueueUser.command(NvmOpcode.WRITE, BLOCKS, BLOCKS, Sqe.FUA), data);
      assertThat(Status.isSuccess(later)).as("a durable write after the loss").isFalse();
    }
  }

  private static int flush(QueueUser user) throws Exception {
    return user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.NONE);
  }
}
