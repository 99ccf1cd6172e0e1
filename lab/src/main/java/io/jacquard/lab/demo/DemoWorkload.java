package io.jacquard.lab.demo;

import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Writes a pattern, reads it back, verifies it, and shows how long that took. */
final class DemoWorkload {
  static final int PIECE_BYTES = 128 << 10;
  private static final int DEPTH = 8;
  private static final int SMALL_BYTES = 4096;
  private static final int SMALL_READS = 5_000;

  private final RemoteNamespace disk;
  private final PrintWriter out;
  private final boolean terminal;
  private final long bytes;
  private final int blockSize;
  private final Pattern pattern = new Pattern(System.nanoTime());

  DemoWorkload(RemoteNamespace disk, PrintWriter out, boolean terminal, long bytes) {
    this.disk = disk;
    this.out = out;
    this.terminal = terminal;
    this.bytes = bytes;
    this.blockSize = disk.geometry().blockSize();
  }

  /**
   * Runs all of it.
   *
   * @throws IOException if a command fails or data read back is not what was written
   */
  void run() throws IOException {
    Measurement writes = write();
    disk.flush();
    Measurement reads = readBack();
    out.printf("  verified: every byte is as written%n%n");
    Measurement small = readSmall();
    out.printf(
        "%-24s %10s %10s %10s %10s %10s%n",
        "Latency", "p50", "p99", "p99.9", "slowest", "commands/s");
    show("write 128 KiB, 8 deep", writes);
    show("read 128 KiB, 8 deep", reads);
    show("read 4 KiB, one by one", small);
    out.flush();
  }

  private Measurement write() throws IOException {
    ProgressBar bar = new ProgressBar(out, terminal, "writing", bytes);
    Measurement result =
        new ParallelTransfer(bytes, PIECE_BYTES, DEPTH)
            .run(
                pattern::fill,
                (buffer, at) -> disk.write(at / blockSize, buffer),
                (buffer, at) -> {},
                bar::advance);
    bar.finish("written", result);
    return result;
  }

  private Measurement readBack() throws IOException {
    ProgressBar bar = new ProgressBar(out, terminal, "reading", bytes);
    Measurement result =
        new ParallelTransfer(bytes, PIECE_BYTES, DEPTH)
            .run(
                (buffer, at) -> {},
                (buffer, at) -> disk.read(at / blockSize, buffer),
                this::verify,
                bar::advance);
    bar.finish("read", result);
    return result;
  }

  private Measurement readSmall() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    long[] offset = new long[1];
    return new ParallelTransfer((long) SMALL_READS * SMALL_BYTES, SMALL_BYTES, 1)
        .run(
            (buffer, at) -> offset[0] = random.nextLong(bytes / SMALL_BYTES) * SMALL_BYTES,
            (buffer, at) -> disk.read(offset[0] / blockSize, buffer),
            (buffer, at) -> verify(buffer, offset[0]),
            done -> {});
  }

  private void verify(ByteBuffer buffer, long at) throws IOException {
    OptionalLong wrong = pattern.mismatch(buffer, at);
    if (wrong.isPresent()) {
      throw new IOException(
          "What was read is not what was written, at byte " + wrong.getAsLong() + ": a bug");
    }
  }

  private void show(String name, Measurement result) {
    out.printf(
        "%-24s %10s %10s %10s %10s %10s%n",
        name,
        result.percentile(50),
        result.percentile(99),
        result.percentile(99.9),
        result.slowest(),
        result.rate());
  }
}
