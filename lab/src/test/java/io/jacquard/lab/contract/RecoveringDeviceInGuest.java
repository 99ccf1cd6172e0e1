package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.QueueUser.Pending;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A device that fails for a while: each command on it gets the right status, other devices go on,
 * and when it has recovered the queues that were open all the time read and write as before.
 */
class RecoveringDeviceInGuest {
  private static final int ROUNDS = 20;

  /** A block that fails, and scripts that begin and end that. */
  private final long bad = Long.parseLong(GuestProperties.required("jacquard.bad.block"));

  private final String begin = GuestProperties.required("jacquard.break");
  private final String end = GuestProperties.required("jacquard.mend");

  @Test
  void itFailsWithTheRightStatusAndThenGoesOn() throws Exception {
    try (Namespace namespace = NamespaceContract.open(GuestProperties.uri());
        Namespace other = NamespaceContract.open(GuestProperties.required("jacquard.other"));
        QueueUser user = new QueueUser(namespace, ROUNDS);
        QueueUser elsewhere = new QueueUser(other, ROUNDS)) {
      int block = namespace.geometry().blockSize();
      IoBuffer before = Contents.random(1, block);
      QueueUser.succeeded(user.write(bad, before, 1));
      QueueUser.succeeded(flush(user));
      Shell.run(begin);
      try {
        fails(user, elsewhere, block);
      } finally {
        Shell.run(end);
      }
      IoBuffer back = IoBuffer.allocate(block);
      QueueUser.succeeded(user.read(bad, back, 1));
      NamespaceContract.assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(before));
      IoBuffer after = Contents.random(2, block);
      QueueUser.succeeded(user.write(bad, after, 1));
      QueueUser.succeeded(flush(user));
      QueueUser.succeeded(user.read(bad, back, 1));
      NamespaceContract.assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(after));
    }
  }

  private void fails(QueueUser user, QueueUser elsewhere, int block) throws Exception {
    List<Pending> reads = new ArrayList<>();
    List<Pending> others = new ArrayList<>();
    for (int i = 0; i < ROUNDS / 2; i++) {
      reads.add(user.submit(QueueUser.command(NvmOpcode.READ, bad, 1), IoBuffer.allocate(block)));
      others.add(
          elsewhere.submit(QueueUser.command(NvmOpcode.READ, i, 1), IoBuffer.allocate(block)));
    }
    for (Pending each : reads) {
      failed(each.status(), Status.UNRECOVERED_READ_ERROR);
    }
    for (Pending each : others) {
      QueueUser.succeeded(each.status());
    }
    failed(user.write(bad, Contents.random(3, block), 1), Status.WRITE_FAULT);
  }

  private static int flush(QueueUser user) throws Exception {
    return user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.NONE);
  }

  private static void failed(int status, int code) {
    assertThat(Status.name(status)).isEqualTo(Status.name(code));
  }
}
