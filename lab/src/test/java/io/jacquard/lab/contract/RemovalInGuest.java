package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.QueueUser.Pending;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * A device that goes away while commands are on their way: every command ends, later ones fail, and
 * nobody else notices.
 */
class RemovalInGuest {

  private static final int BURST = 32;
  private static final int BURSTS_BEFORE = 5;

  /** Of a shell, that takes the device away. */
  private final String removal = GuestProperties.required("jacquard.removal");

  @Test
  void everyCommandEndsAndOtherNamespacesGoOn() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool();
        Namespace namespace = NamespaceContract.open(GuestProperties.uri());
        Namespace other = NamespaceContract.open(GuestProperties.required("jacquard.other"));
        QueueUser first = new QueueUser(namespace, BURST);
        QueueUser second = new QueueUser(namespace, BURST);
        QueueUser elsewhere = new QueueUser(other, BURST)) {
      CountDownLatch running = new CountDownLatch(2);
      List<Future<Integer>> users =
          List.of(
              threads.submit(() -> writeUntilGone(first, namespace, 0, running)),
              threads.submit(() -> writeUntilGone(second, namespace, 100_000, running)));
      running.await();
      Process remover = new ProcessBuilder("sh", "-c", removal).inheritIO().start();
      for (Future<Integer> each : users) {
        assertThat(each.get()).isPositive();
      }
      assertThat(remover.waitFor()).as("status of: %s", removal).isZero();
      int block = namespace.geometry().blockSize();
      assertThat(Status.isSuccess(first.read(0, IoBuffer.allocate(block), 1))).isFalse();
      assertThat(Status.isSuccess(second.write(0, IoBuffer.allocate(block), 1))).isFalse();
      QueueUser.succeeded(burst(elsewhere, other, 0));
    }
  }

  /** Returns the number of bursts that succeeded. */
  private static int writeUntilGone(
      QueueUser user, Namespace namespace, long slba, CountDownLatch running) throws Exception {
    int bursts = 0;
    while (Status.isSuccess(burst(user, namespace, slba))) {
      bursts++;
      if (bursts == BURSTS_BEFORE) {
        running.countDown();
      }
    }
    return bursts;
  }

  /** Writes many blocks at once; returns the first failure, when all of them have ended. */
  private static int burst(QueueUser user, Namespace namespace, long slba) throws Exception {
    int block = namespace.geometry().blockSize();
    List<Pending> writes = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      writes.add(
          user.submit(QueueUser.command(NvmOpcode.WRITE, slba + i, 1), Contents.random(i, block)));
    }
    int failure = Status.SUCCESS;
    for (Pending write : writes) {
      int status = write.status();
      failure = Status.isSuccess(failure) ? status : failure;
    }
    return failure;
  }
}
