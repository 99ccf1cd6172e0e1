package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Real persistent memory, as far as QEMU goes: the property {@code jacquard.uri} names a file of 32
 * MiB on a file system with DAX.
 */
class PmemInGuest {
  private static final String URI = System.getProperty("jacquard.uri");
  private static final int BLOCK = 512;
  private static final int BLOCKS = 8;
  private static final long BYTES = 32L << 20;

  private static Namespace open() throws IOException {
    return NamespaceContract.open(URI);
  }

  @Test
  void itIsMappedAndSaysHowCacheLinesAreWrittenBack() throws Exception {
    boolean optimises = !System.getProperty("java.vm.info").contains("emulated-client");
    try (Namespace namespace = open()) {
      assertThat(namespace.geometry().bytes()).isEqualTo(BYTES);
      assertThat(namespace.access().backEnd()).isEqualTo("pmem");
      assertThat(namespace.geometry().volatileWriteCache()).isNotEqualTo(optimises);
      assertThat(namespace.access().notes()).hasSize(optimises ? 0 : 1);
      assertThat(namespace.capabilities())
          .contains(Capability.DEALLOCATE, Capability.COMPARE_AND_WRITE, Capability.COPY);
    }
  }

  @Test
  void whatIsWrittenIsThereWhenItIsOpenedAgain() throws Exception {
    Random random = new Random(7);
    long last = BYTES / BLOCK - BLOCKS;
    try (Namespace namespace = open();
        QueueUser user = new QueueUser(namespace, 16)) {
      for (int i = 0; i < 200; i++) {
        long slba = i == 0 ? last : random.nextLong(last);
        IoBuffer data = Contents.random(slba, BLOCKS * BLOCK);
        int fua = i % 2 == 0 ? Sqe.FUA : 0;
        QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.WRITE, slba, BLOCKS, fua), data));
        IoBuffer back = IoBuffer.allocate(BLOCKS * BLOCK);
        QueueUser.succeeded(user.read(slba, back, BLOCKS));
        assertThat(Contents.bytes(back)).isEqualTo(Contents.bytes(data));
      }
      QueueUser.succeeded(user.write(last, Contents.random(1, BLOCKS * BLOCK), BLOCKS));
      QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH), IoBuffer.NONE));
    }
    try (Namespace namespace = open();
        QueueUser user = new QueueUser(namespace, 16)) {
      IoBuffer back = IoBuffer.allocate(BLOCKS * BLOCK);
      QueueUser.succeeded(user.read(last, back, BLOCKS));
      assertThat(Contents.bytes(back))
          .isEqualTo(Contents.bytes(Contents.random(1, BLOCKS * BLOCK)));
      assertThat(Status.code(user.read(last + 1, back, BLOCKS))).isEqualTo(Status.LBA_OUT_OF_RANGE);
    }
  }

  @Test
  void whatIsDeallocatedOrZeroedReadsAsZeroes() throws Exception {
    try (Namespace namespace = open();
        QueueUser user = new QueueUser(namespace, 16)) {
      for (long slba : new long[] {0, 1003, 8000}) {
        IoBuffer back = IoBuffer.allocate(BLOCKS * BLOCK);
        QueueUser.succeeded(user.write(slba, Contents.random(slba, BLOCKS * BLOCK), BLOCKS));
        QueueUser.succeeded(
            NamespaceContract.deallocate(user, 1, Contents.dsmRanges(1, slba, BLOCKS / 2)));
        QueueUser.succeeded(
            user.run(
                QueueUser.command(NvmOpcode.WRITE_ZEROES, slba + 4, BLOCKS / 2, Sqe.FUA),
                IoBuffer.NONE));
        QueueUser.succeeded(user.read(slba, back, BLOCKS));
        assertThat(Contents.bytes(back)).containsOnly(0);
      }
    }
  }
}
