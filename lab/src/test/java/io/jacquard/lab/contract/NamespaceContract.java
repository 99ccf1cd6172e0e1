package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractByteArrayAssert;
import org.assertj.core.presentation.Representation;
import org.assertj.core.presentation.StandardRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of namespace has in common: how the tests of the contract get one. */
abstract class NamespaceContract {
  static final long GIB = 1L << 30;
  static final int DEPTH = 64;

  /** System property. */
  static final String PERCENT = "jacquard.contract.percent";

  /** CDW11 of Dataset Management: AD. */
  static final int ATTRIBUTE_DEALLOCATE = 1 << 2;

  private static final Representation DIGEST =
      new StandardRepresentation() {
        @Override
        public String toStringOf(Object object) {
          if (!(object instanceof byte[] bytes)) {
            return super.toStringOf(object);
          }
          byte[] start = Arrays.copyOf(bytes, Math.min(16, bytes.length));
          return bytes.length
              + " bytes from "
              + HexFormat.of().formatHex(start)
              + ", hash "
              + Integer.toHexString(Arrays.hashCode(bytes));
        }
      };

  @TempDir Path directory;
  Namespace namespace;
  QueueUser user;
  int block;

  /**
   * How often a test that repeats itself does so: {@value #PERCENT} of {@code usual}, because
   * everything takes many times longer in an emulated machine.
   */
  static int rounds(int usual) {
    return Math.max(1, usual * Integer.getInteger(PERCENT, 100) / 100);
  }

  /** Names a namespace of at least 5 GiB that can do everything. */
  abstract String uri();

  @BeforeEach
  void open() throws Exception {
    namespace = provide();
    block = namespace.geometry().blockSize();
    user = new QueueUser(namespace, DEPTH);
  }

  @AfterEach
  void close() throws Exception {
    user.close();
    namespace.close();
  }

  /** Opens the namespace; a kind that needs more around it makes that here. */
  Namespace provide() throws Exception {
    return open(uri());
  }

  static Namespace open(String text) throws IOException {
    NamespaceUri uri = NamespaceUri.parse(text);
    for (NamespaceProvider provider : ServiceLoader.load(NamespaceProvider.class)) {
      if (provider.schemes().contains(uri.scheme())) {
        return provider.open(uri);
      }
    }
    throw new IllegalArgumentException("no provider for " + uri.scheme());
  }

  IoBuffer random(long seed, int blocks) {
    return Contents.random(seed, blocks * block);
  }

  void write(long slba, IoBuffer data) throws Exception {
    QueueUser.succeeded(user.write(slba, data, data.capacity() / block));
  }

  byte[] read(long slba, int blocks) throws Exception {
    IoBuffer into = IoBuffer.allocate(blocks * block);
    QueueUser.succeeded(user.read(slba, into, blocks));
    return Contents.bytes(into);
  }

  /**
   * What blocks may hold that are deallocated: zeroes, or, where the geometry does not promise
   * them, what they held before.
   *
   * @param before contents before
   * @param now contents now
   * @param from first byte that was deallocated
   * @param to byte after the last one
   */
  byte[] deallocated(byte[] before, byte[] now, int from, int to) {
    byte[] expected = before.clone();
    boolean promised = namespace.geometry().deallocatedReadsZero();
    for (int at = from; at < to; at += block) {
      if (promised || !Arrays.equals(before, at, at + block, now, at, at + block)) {
        Arrays.fill(expected, at, at + block, (byte) 0);
      }
    }
    return expected;
  }

  byte[] zeroes(int blocks) {
    return new byte[blocks * block];
  }

  long firstBlockAt(long bytes) {
    return bytes / block;
  }

  /** Like assertThat, but a failure shows a digest instead of a megabyte. */
  static AbstractByteArrayAssert<?> assertBytes(byte[] actual) {
    return assertThat(actual).withRepresentation(DIGEST);
  }

  static void refused(int status, int code) {
    assertThat(Status.name(status)).isEqualTo(Status.name(code));
    assertThat(Status.dnr(status)).as("Do Not Retry").isTrue();
  }

  static int none(QueueUser user, int opcode, long slba, int blocks, int cdw12) throws Exception {
    return user.run(QueueUser.command(opcode, slba, blocks, cdw12), IoBuffer.NONE);
  }

  static int deallocate(QueueUser user, int ranges, IoBuffer data) throws Exception {
    return user.run(
        sqe ->
            sqe.opcode(NvmOpcode.DATASET_MANAGEMENT)
                .nsid(1)
                .cdw10(ranges - 1)
                .cdw11(ATTRIBUTE_DEALLOCATE),
        data);
  }

  static Consumer<Sqe> copyTo(long slba, int ranges) {
    return sqe -> sqe.opcode(NvmOpcode.COPY).nsid(1).slba(slba).cdw12(ranges - 1);
  }
}
