package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The path of I/O commands from an I/O queue to a namespace and back. */
class IoQueueTest {
  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);

  @AfterEach
  void close() {
    bench.close();
  }

  private TestQueue start() {
    bench.add(1, medium);
    bench.start();
    return bench.startIo(1);
  }

  private static byte[] block(int value) {
    byte[] data = new byte[TestNamespace.BLOCK];
    java.util.Arrays.fill(data, (byte) value);
    return data;
  }

  private static void write(Sqe sqe, int slba) {
    sqe.opcode(NvmOpcode.WRITE).nsid(1).slba(slba).blocks(1);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    TestQueue io = start();

    assertThat(io.run(sqe -> write(sqe, 3), block(9), 0).status()).isZero();
    Answer read =
        io.run(
            sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).slba(3).blocks(1),
            new byte[0],
            TestNamespace.BLOCK);

    assertThat(read.status()).isZero();
    assertThat(read.data().array()).isEqualTo(block(9));
  }

  @Test
  void namespacesThatAreNotActiveAreRefusedForGood() {
    TestQueue io = start();

    for (int nsid : new int[] {0, 2, 1024, 0x7FFF_FFFF, Sqe.NSID_ALL}) {
      Answer answer =
          io.run(
              sqe -> {
                write(sqe, 0);
                sqe.nsid(nsid);
              },
              block(1),
              0);
      assertThat(answer.status()).isEqualTo(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
    }
  }
}
