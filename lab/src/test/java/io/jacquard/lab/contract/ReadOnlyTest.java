package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that may not be written, or that are not what they were. */
class ReadOnlyTest {
  private static final int BLOCK = 512;

  @TempDir Path directory;

  @Test
  void aReadOnlyNamespaceRefusesEveryWriteAndServesReads() throws Exception {
    byte[] contents = new byte[1 << 20];
    Arrays.fill(contents, (byte) 7);
    Path image = Files.write(directory.resolve("image"), contents);
    try (Namespace namespace = NamespaceContract.open("file:" + image + "?readonly");
        QueueUser user = new QueueUser(namespace, 4)) {
      IoBuffer data = IoBuffer.allocate(BLOCK);
      NamespaceContract.refused(user.write(0, data, 1), Status.NAMESPACE_WRITE_PROTECTED);
      NamespaceContract.refused(
          NamespaceContract.deallocate(user, 1, Contents.dsmRanges(1, 0, 1)),
          Status.NAMESPACE_WRITE_PROTECTED);
      NamespaceContract.refused(
          NamespaceContract.none(user, NvmOpcode.WRITE_ZEROES, 0, 1, 0), Status.INVALID_OPCODE);
      NamespaceContract.refused(
          user.run(NamespaceContract.copyTo(8, 1), Contents.copyRanges(0, 1)),
          Status.INVALID_OPCODE);
      QueueUser.succeeded(user.read(2047, data, 1));
      assertThat(Contents.bytes(data)).containsOnly(7);
      QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.COMPARE, 5, 1), data));
      QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH), IoBuffer.NONE));
    }
    assertThat(Files.readAllBytes(image)).containsOnly(7);
  }

  @Test
  void anImageThatWasCutFromOutsideIsAReadError() throws Exception {
    Path image = directory.resolve("image");
    for (String direct : new String[] {"on", "off"}) {
      try (Namespace namespace =
              NamespaceContract.open("file:" + image + "?size=1M&direct=" + direct);
          QueueUser user = new QueueUser(namespace, 4)) {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
          file.setLength(4096);
        }
        int status = user.read(0, IoBuffer.allocate(32 * BLOCK), 32);
        assertThat(Status.code(status)).isEqualTo(Status.UNRECOVERED_READ_ERROR);
        QueueUser.succeeded(user.read(0, IoBuffer.allocate(8 * BLOCK), 8));
      }
    }
  }
}
