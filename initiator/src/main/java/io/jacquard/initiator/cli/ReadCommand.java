package io.jacquard.initiator.cli;

import io.jacquard.initiator.BlockStorage;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard read}. */
@Command(
    name = "read",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads blocks of a namespace into a file or the standard output.",
      "Without --block-count and --data-size it reads one block."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard read tcp://127.0.0.1/nqn.2026-01.io.example:disk --data-size 4096 | xxd",
      "  jacquard read /dev/nvme0n1 --data-size 1M --async io_uring | xxd | head",
      "  jacquard read -t tcp -a 10.0.0.1 -n nqn.2026-01.io.example:disk --namespace-id 2 \\",
      "      --start-block 2048 --data-size 1G --data part.img",
    })
final class ReadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StorageFlags storage;

  @Mixin private DataFlags data;

  @Override
  public Integer call() throws IOException {
    if (data.file() == null) {
      CommandOutput.refuseTerminal();
    }
    try (StorageFlags.Opened opened = storage.open()) {
      BlockStorage blocks = opened.blocks();
      long bytes = data.bytes(blocks, storage).orElse(blocks.geometry().blockSize());
      try (OutputStream out = open();
          WritableByteChannel channel = Channels.newChannel(out)) {
        read(blocks, bytes, channel);
        out.flush();
      }
      CommandOutput.warn(spec, "read: %d bytes from block %d".formatted(bytes, data.startBlock()));
    }
    return 0;
  }

  private OutputStream open() throws IOException {
    if (data.file() == null) {
      return new StandardOutput();
    }
    try {
      return new FileOutputStream(data.file().toFile());
    } catch (FileNotFoundException e) {
      throw new IOException("cannot write the data: " + e.getMessage() + "; see --data", e);
    }
  }

  private void read(BlockStorage blocks, long bytes, WritableByteChannel to) throws IOException {
    Progress progress = new Progress(bytes);
    Pipeline pipeline = new Pipeline();
    long block = data.startBlock();
    long asked = 0;
    long done = 0;
    while (done < bytes) {
      while (asked < bytes && pipeline.hasRoom()) {
        ByteBuffer buffer = pipeline.buffer();
        buffer.limit((int) Math.min(buffer.capacity(), bytes - asked));
        pipeline.started(buffer, blocks.readAsync(block, buffer, data.flags()));
        block += buffer.limit() / blocks.geometry().blockSize();
        asked += buffer.limit();
      }
      ByteBuffer next = pipeline.next();
      done += next.remaining();
      while (next.hasRemaining()) {
        to.write(next);
      }
      progress.done(done);
    }
    progress.end();
  }

  /** The process's standard output, which stays open when the command ends. */
  private static final class StandardOutput extends OutputStream {
    @Override
    public void write(int value) {
      System.out.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      System.out.write(bytes, from, length);
      if (System.out.checkError()) {
        throw new IOException("cannot write to the standard output: its reader has gone");
      }
    }

    @Override
    public void flush() {
      System.out.flush();
    }
  }
}
