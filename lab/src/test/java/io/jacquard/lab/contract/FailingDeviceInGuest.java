package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.QueueUser.Pending;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A device some of whose blocks cannot be read or written: commands on them fail with the right
 * status, and harm no other.
 */
class FailingDeviceInGuest {

  private static final int ROUNDS = 50;

  /** Byte at which the bad blocks begin, and how many bytes are bad. */
  private final long badAt = Long.parseLong(GuestProperties.required("jacquard.bad.at"));

  private final int badBytes = Integer.parseInt(GuestProperties.required("jacquard.bad.bytes"));

  private Namespace namespace;
  private QueueUser user;
  private int block;
  private long bad;
  private int count;

  @BeforeEach
  void open() throws Exception {
    namespace = NamespaceContract.open(GuestProperties.uri());
    user = new QueueUser(namespace, NamespaceContract.DEPTH);
    block = namespace.geometry().blockSize();
    bad = badAt / block;
    count = badBytes / block;
  }

  @AfterEach
  void close() throws Exception {
    user.close();
    namespace.close();
  }

  private IoBuffer blocks(int number) {
    return IoBuffer.allocate(number * block);
  }

  private static void failed(int status, int code) {
    assertThat(Status.name(status)).isEqualTo(Status.name(code));
  }

  @Test
  void aReadThatTouchesABadBlockFailsAndItsNeighboursDoNot() throws Exception {
    failed(user.read(bad, blocks(count), count), Status.UNRECOVERED_READ_ERROR);
    failed(user.read(bad - 1, blocks(2), 2), Status.UNRECOVERED_READ_ERROR);
    failed(user.read(bad + count - 1, blocks(2), 2), Status.UNRECOVERED_READ_ERROR);
    QueueUser.succeeded(user.read(bad - 1, blocks(1), 1));
    QueueUser.succeeded(user.read(bad + count, blocks(1), 1));
  }

  @Test
  void aWriteThatTouchesABadBlockFailsAndItsNeighboursKeepTheirData() throws Exception {
    IoBuffer data = Contents.random(1, block);
    QueueUser.succeeded(user.write(bad - 1, data, 1));
    QueueUser.succeeded(user.write(bad + count, data, 1));
    failed(user.write(bad, blocks(count), count), Status.WRITE_FAULT);
    IoBuffer back = blocks(1);
    for (long neighbour : new long[] {bad - 1, bad + count}) {
      QueueUser.succeeded(user.read(neighbour, back, 1));
      NamespaceContract.assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(data));
    }
  }

  @Test
  void commandsThatReadWithoutReturningDataFailToo() throws Exception {
    // QEMU's controller calls both an Internal Error, and a controller's word is passed on.
    int expected =
        namespace.capabilities().contains(Capability.PASSTHROUGH)
            ? Status.INTERNAL_ERROR
            : Status.UNRECOVERED_READ_ERROR;
    failed(user.run(QueueUser.command(NvmOpcode.COMPARE, bad, 1), blocks(1)), expected);
    failed(NamespaceContract.none(user, NvmOpcode.VERIFY, bad, 1, 0), expected);
  }

  @Test
  void flushSucceedsBecauseNothingThatWasAcceptedIsLost() throws Exception {
    failed(user.write(bad, blocks(1), 1), Status.WRITE_FAULT);
    QueueUser.succeeded(user.write(bad - 1, blocks(1), 1));
    QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.NONE));
  }

  @Test
  void failuresAmongGoodCommandsHarmNoOtherQueue() throws Exception {
    try (QueueUser other = new QueueUser(namespace, NamespaceContract.DEPTH)) {
      List<Pending> good = new ArrayList<>();
      List<Pending> spoilt = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        spoilt.add(user.submit(QueueUser.command(NvmOpcode.READ, bad, 1), blocks(1)));
        good.add(user.submit(QueueUser.command(NvmOpcode.READ, bad - 1, 1), blocks(1)));
        good.add(other.submit(QueueUser.command(NvmOpcode.READ, bad + count, 1), blocks(1)));
      }
      for (Pending each : spoilt) {
        failed(each.status(), Status.UNRECOVERED_READ_ERROR);
      }
      for (Pending each : good) {
        QueueUser.succeeded(each.status());
      }
    }
  }
}
