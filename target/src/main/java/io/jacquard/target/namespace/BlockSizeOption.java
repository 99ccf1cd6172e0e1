package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceUri;

/** The option {@code block} that every local kind of namespace has. */
final class BlockSizeOption {
  /** The option's name. */
  static final String NAME = "block";

  private static final int SMALL = 512;
  private static final int LARGE = 4096;

  private BlockSizeOption() {}

  /** The block size that the URI asks for, 512 if it does not say. */
  static int of(NamespaceUri uri) {
    String text = uri.parameter(NAME).orElse("512");
    return switch (text) {
      case "512" -> SMALL;
      case "4096", "4k", "4K" -> LARGE;
      default ->
          throw new IllegalArgumentException(
              "namespace '" + uri + "': block=" + text + " is not possible: write 512 or 4096");
    };
  }

  /** Checks that a size is a multiple of the block size. */
  static long sizeIn(NamespaceUri uri, long bytes, int block) {
    if (bytes <= 0 || bytes % block != 0) {
      throw new IllegalArgumentException(
          "namespace '"
              + uri
              + "': "
              + bytes
              + " bytes are not a multiple of the block size "
              + block
              + ": the nearest size is "
              + ByteSize.format(Math.max(block, bytes / block * block)));
    }
    return bytes;
  }
}
