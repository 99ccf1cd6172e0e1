package io.jacquard.initiator.cli;

import io.jacquard.nvme.memory.IoBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Flags for the data that a command sends or receives. */
final class DataInFlags {
  private static final long MOST = 1 << 30;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data-nbytes",
      paramLabel = "BYTES",
      converter = ParameterConverters.ToBytes.class,
      description = "How much data the command sends or receives; without it the file's size.")
  private Long bytes;

  @Option(
      names = "--data-input",
      paramLabel = "FILE",
      description = "File with the data to send; zeroes fill up what it lacks.")
  private Path input;

  /** How much data there is, in bytes. */
  int length() throws IOException {
    long length = bytes != null ? bytes : input != null ? size() : 0;
    if (length < 0 || length > MOST) {
      throw new ParameterException(
          command.commandLine(), "data of " + length + " bytes: write 0 to 1G");
    }
    return (int) length;
  }

  private long size() throws IOException {
    if (Files.isDirectory(input)) {
      throw new IOException("cannot read the data: " + input + " is a directory; see --data-input");
    }
    try (FileChannel file = FileChannel.open(input, StandardOpenOption.READ)) {
      return file.size();
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read the data: there is no " + input + "; see --data-input", e);
    }
  }

  /** A buffer of that length with the contents of the file, if one is given. */
  IoBuffer buffer() throws IOException {
    int length = length();
    if (length == 0) {
      return IoBuffer.NONE;
    }
    IoBuffer buffer = IoBuffer.allocate(length);
    if (input != null) {
      fill(buffer.bytes().slice(0, length));
    }
    return buffer;
  }

  private void fill(ByteBuffer to) throws IOException {
    try (FileChannel file = FileChannel.open(input, StandardOpenOption.READ)) {
      if (file.size() > to.remaining()) {
        throw new IOException(
            input + " has " + file.size() + " bytes, more than --data-nbytes " + to.remaining());
      }
      while (to.hasRemaining() && file.read(to) >= 0) {
        // read() gives what there is now
      }
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read the data: there is no " + input + "; see --data-input", e);
    }
  }
}
