package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An NVMe disk whose driver has polled queues: completions are found without interrupts. */
class PolledInGuest {
  private static final int COMMANDS = 200;
  private static final int BLOCKS = 8;

  /** The kernel's name of the controller, such as nvme0. */
  private final String controller = GuestProperties.required("jacquard.controller");

  @Test
  void readsAndWritesComeBackWithoutInterrupts() throws Exception {
    assertThat(interruptsOf("?async=io_uring")).isPositive();
    assertThat(interruptsOf("?poll=on")).isZero();
  }

  /** How many there were while what was written was read back. */
  private long interruptsOf(String options) throws Exception {
    try (Namespace namespace = NamespaceContract.open(GuestProperties.uri() + options);
        QueueUser user = new QueueUser(namespace, 4)) {
      assertThat(namespace.access().async()).isEqualTo("io_uring");
      int bytes = BLOCKS * namespace.geometry().blockSize();
      long before = interrupts();
      for (int i = 0; i < COMMANDS; i++) {
        long slba = (long) i * BLOCKS;
        int durable = i % 2 == 0 ? Sqe.FUA : 0;
        IoBuffer data = Contents.random(i, bytes);
        QueueUser.succeeded(
            user.run(QueueUser.command(NvmOpcode.WRITE, slba, BLOCKS, durable), data));
        IoBuffer back = IoBuffer.allocate(bytes);
        QueueUser.succeeded(user.read(slba, back, BLOCKS));
        NamespaceContract.assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(data));
      }
      return interrupts() - before;
    }
  }

  private long interrupts() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/interrupts"))) {
      return lines
          .map(line -> List.of(line.trim().split("\\s+")))
          .filter(words -> words.getLast().matches(controller + "q[1-9][0-9]*"))
          .flatMap(words -> words.stream().skip(1).takeWhile(word -> word.matches("[0-9]+")))
          .mapToLong(Long::parseLong)
          .sum();
    }
  }

  @Test
  void whatARingOfThisKindCannotDoThreadsDo() throws Exception {
    try (Namespace namespace = NamespaceContract.open(GuestProperties.uri() + "?poll=io");
        QueueUser user = new QueueUser(namespace, 4)) {
      int block = namespace.geometry().blockSize();
      IoBuffer data = Contents.random(5, block);
      QueueUser.succeeded(user.write(3, data, 1));
      QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.NONE));
      QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.COMPARE, 3, 1), data));
      QueueUser.succeeded(
          user.run(QueueUser.command(NvmOpcode.READ, 3, 1, Sqe.FUA), IoBuffer.allocate(block)));
      QueueUser.succeeded(NamespaceContract.none(user, NvmOpcode.WRITE_ZEROES, 3, 1, 0));
      IoBuffer back = Contents.random(6, block);
      QueueUser.succeeded(user.read(3, back, 1));
      assertThat(Contents.bytes(back)).containsOnly(0);
    }
  }

  @Test
  void aDeviceWithoutPolledQueuesIsRefusedWithTheRemedy() {
    for (String option : Arrays.asList("poll=on", "poll=io", "poll_io")) {
      assertThatThrownBy(
              () ->
                  NamespaceContract.open(
                      GuestProperties.required("jacquard.unpolled") + "?" + option))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("poll_io is not possible", "'modprobe nvme poll_queues=2'");
    }
  }
}
