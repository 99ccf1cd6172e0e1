package io.jacquard.initiator.cli;

import io.jacquard.initiator.BlockStorage;
import io.jacquard.initiator.IoFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/**
 * Flags that say which blocks are read or written, and where the data is. nvme-cli's short forms
 * ({@code -s}, {@code -c}, {@code -d}) name the controller here, so there are long ones only.
 */
final class DataFlags {
  @Option(
      names = "--start-block",
      paramLabel = "LBA",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "First block; default ${DEFAULT-VALUE}.")
  private long startBlock;

  @Option(
      names = "--block-count",
      paramLabel = "N",
      converter = ParameterConverters.ToNumber.class,
      description = "Number of blocks less one, as in nvme-cli: 0 is one block.")
  private Long blockCount;

  @Option(
      names = "--data-size",
      paramLabel = "BYTES",
      converter = ParameterConverters.ToBytes.class,
      description = "Number of bytes, a multiple of the block size: 4096, 64k, 1G.")
  private Long dataSize;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "File that the data comes from or goes to; else standard input or output.")
  private Path file;

  @Option(
      names = "--force-unit-access",
      description = "Read from, or write to, the medium itself (FUA).")
  private boolean forceUnitAccess;

  @Option(
      names = "--limited-retry",
      description = "Have the controller not try hard to recover data (LR).")
  private boolean limitedRetry;

  long startBlock() {
    return startBlock;
  }

  /** The file, or null for standard input or output. */
  Path file() {
    return file;
  }

  IoFlag[] flags() {
    List<IoFlag> flags = new ArrayList<>();
    if (forceUnitAccess) {
      flags.add(IoFlag.FORCE_UNIT_ACCESS);
    }
    if (limitedRetry) {
      flags.add(IoFlag.LIMITED_RETRY);
    }
    return flags.toArray(IoFlag[]::new);
  }

  /** The number of bytes that the flags name, if they do; checked against the namespace. */
  OptionalLong bytes(BlockStorage namespace, StorageFlags flags) {
    int blockSize = namespace.geometry().blockSize();
    if (startBlock < 0 || startBlock >= namespace.geometry().blocks()) {
      throw flags.wrong(
          "--start-block %d is not within the namespace of %d blocks"
              .formatted(startBlock, namespace.geometry().blocks()));
    }
    if (blockCount == null && dataSize == null) {
      return OptionalLong.empty();
    }
    if (blockCount != null && (blockCount < 0 || blockCount >= namespace.geometry().blocks())) {
      throw flags.wrong("--block-count " + blockCount + " is not possible");
    }
    long bytes = dataSize != null ? dataSize : (blockCount + 1) * blockSize;
    if (blockCount != null && bytes != (blockCount + 1) * blockSize) {
      throw flags.wrong(
          "--data-size %d differs from --block-count %d, which is %d bytes (it counts from 0)"
              .formatted(bytes, blockCount, (blockCount + 1) * blockSize));
    }
    if (bytes <= 0 || bytes % blockSize != 0) {
      throw flags.wrong(
          "--data-size " + bytes + " is not a multiple of the block size " + blockSize);
    }
    long left = namespace.geometry().bytes() - startBlock * blockSize;
    if (bytes > left) {
      throw flags.wrong(
          "%d bytes are asked for, but the namespace ends %d bytes after block %d"
              .formatted(bytes, left, startBlock));
    }
    return OptionalLong.of(bytes);
  }
}
