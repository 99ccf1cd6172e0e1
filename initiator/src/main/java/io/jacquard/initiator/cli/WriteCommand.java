package io.jacquard.initiator.cli;

import io.jacquard.initiator.BlockStorage;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard write}. */
@Command(
    name = "write",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a file or the standard input to blocks of a namespace.",
      "Without --block-count and --data-size it writes all there is, whole blocks.",
      "Follow it by 'flush', or use --force-unit-access, to have the data durable."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard write tcp://127.0.0.1/nqn.2026-01.io.example:disk --data disk.img",
      "  jacquard write 'pci:0000:01:00.0?nsid=1' --start-block 2048 --data part.img",
      "  head -c 4096 /dev/urandom | jacquard write -t tcp -a 10.0.0.1 \\",
      "      -n nqn.2026-01.io.example:disk --namespace-id 2 --start-block 8",
    })
final class WriteCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StorageFlags storage;

  @Mixin private DataFlags data;

  @Override
  public Integer call() throws IOException {
    try (InputStream in = open();
        ReadableByteChannel source = Channels.newChannel(in);
        StorageFlags.Opened opened = storage.open()) {
      OptionalLong wanted = data.bytes(opened.blocks(), storage);
      long written = write(source, wanted, opened.blocks());
      CommandOutput.print(
          spec, "write: %d bytes to block %d%n".formatted(written, data.startBlock()));
    }
    return 0;
  }

  private InputStream open() throws IOException {
    try {
      return data.file() != null ? new FileInputStream(data.file().toFile()) : System.in;
    } catch (FileNotFoundException e) {
      throw new IOException("cannot read the data: " + e.getMessage() + "; see --data", e);
    }
  }

  private long write(ReadableByteChannel source, OptionalLong wanted, BlockStorage blocks)
      throws IOException {
    int blockSize = blocks.geometry().blockSize();
    long most = blocks.geometry().bytes() - data.startBlock() * blockSize;
    Progress progress = new Progress(wanted.orElse(0));
    Pipeline pipeline = new Pipeline();
    long sent = 0;
    boolean ended = false;
    while (!ended || !pipeline.isEmpty()) {
      while (!ended && pipeline.hasRoom()) {
        ByteBuffer buffer = pipeline.buffer();
        buffer.limit((int) Math.min(buffer.capacity(), wanted.orElse(Long.MAX_VALUE) - sent));
        fill(buffer, source);
        ended =
            buffer.hasRemaining()
                || wanted.isPresent() && sent + buffer.position() == wanted.getAsLong();
        int length = buffer.flip().limit();
        check(length, sent, wanted, ended, blockSize, most);
        if (length == 0) {
          pipeline.unused(buffer);
        } else {
          long block = data.startBlock() + sent / blockSize;
          pipeline.started(buffer, blocks.writeAsync(block, buffer, data.flags()));
          sent += length;
        }
      }
      if (!pipeline.isEmpty()) {
        pipeline.next();
        progress.done(sent);
      }
    }
    progress.end();
    return sent;
  }

  private static void fill(ByteBuffer buffer, ReadableByteChannel source) throws IOException {
    while (buffer.hasRemaining() && source.read(buffer) >= 0) {
      // read() gives what there is now; a pipe gives a little at a time
    }
  }

  private static void check(
      int length, long sent, OptionalLong wanted, boolean ended, int blockSize, long most)
      throws IOException {
    long all = sent + length;
    if (ended && wanted.isPresent() && all < wanted.getAsLong()) {
      throw new IOException(
          "the input ends after %d of %d bytes; give as many, or a smaller --data-size"
              .formatted(all, wanted.getAsLong()));
    }
    if (length % blockSize != 0) {
      throw new IOException(
          "the input has %d bytes, which is not a multiple of the block size %d; pad it with zeroes, or choose how much to write by --data-size"
              .formatted(all, blockSize));
    }
    if (all > most) {
      throw new IOException(
          "the input does not fit: the namespace has room for %d bytes from there; choose how much to write by --data-size"
              .formatted(most));
    }
  }
}
