package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.BlockLimits;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.engine.Choice;
import io.jacquard.target.engine.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the URI of a file or block device asks for.
 *
 * @param uri the URI
 * @param path the image
 * @param size the wanted size in bytes, if given
 * @param create the image may be made even if no size is given
 * @param wantedBlock the wanted block size in bytes, if given
 * @param direct whether to bypass the page cache
 * @param readOnly refuse every write
 * @param engine how to carry commands out
 */
record FileOptions(
    NamespaceUri uri,
    Path path,
    OptionalLong size,
    boolean create,
    OptionalInt wantedBlock,
    Choice direct,
    boolean readOnly,
    EngineOptions engine) {
  private static final Set<String> OWN_NAMES =
      Set.of("size", "create", BlockSizeOption.NAME, "direct", "readonly");
  private static final int USUAL_BLOCK = 512;

  /**
   * Reads the URI.
   *
   * @throws IllegalArgumentException naming the option that is wrong and what would be right
   */
  static FileOptions of(NamespaceUri uri) {
    Set<String> names = new TreeSet<>(OWN_NAMES);
    names.addAll(EngineOptions.NAMES);
    uri.allowOnly(names);
    FileOptions options = read(uri);
    EngineChoice.check(options);
    return options;
  }

  /**
   * Reads those options that the URI has, whatever else it has.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  static FileOptions read(NamespaceUri uri) {
    int block = BlockSizeOption.of(uri);
    OptionalLong size =
        uri.parameter("size")
            .map(text -> OptionalLong.of(sizeOf(uri, text, block)))
            .orElse(OptionalLong.empty());
    boolean readOnly = EngineOptions.flag(uri, "readonly");
    boolean create = EngineOptions.flag(uri, "create");
    if (readOnly && create) {
      throw EngineOptions.bad(uri, "readonly and create exclude each other");
    }
    return new FileOptions(
        uri,
        Path.of(uri.target()),
        size,
        create,
        uri.parameter(BlockSizeOption.NAME).isPresent()
            ? OptionalInt.of(block)
            : OptionalInt.empty(),
        EngineOptions.choice(uri, "direct"),
        readOnly,
        EngineOptions.of(uri));
  }

  private static long sizeOf(NamespaceUri uri, String text, int block) {
    try {
      return BlockSizeOption.sizeIn(uri, ByteSize.parse(text), block);
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith("namespace")
          ? e
          : EngineOptions.bad(uri, "size: " + e.getMessage());
    }
  }

  /** Block size in bytes. */
  int block() {
    return wantedBlock.orElse(USUAL_BLOCK);
  }

  /**
   * These options on a device: its block size if none was asked for, read-only if it is.
   *
   * @throws IOException if the block size that was asked for is not possible on it
   */
  FileOptions on(BlockLimits device) throws IOException {
    int logical = device.logicalBlock();
    if (wantedBlock.isPresent() && wantedBlock.getAsInt() % logical != 0) {
      throw new IOException(
          path
              + ": block="
              + wantedBlock.getAsInt()
              + " is not possible on a device with blocks of "
              + logical
              + ": leave it out, or write a multiple");
    }
    return new FileOptions(
        uri,
        path,
        size,
        create,
        OptionalInt.of(wantedBlock.orElse(logical)),
        direct,
        readOnly || device.readOnly(),
        engine);
  }

  /** These options through the page cache. */
  FileOptions buffered() {
    return new FileOptions(uri, path, size, create, wantedBlock, Choice.OFF, readOnly, engine);
  }

  /** The exception for an option that cannot be done. */
  IllegalArgumentException bad(String why) {
    return EngineOptions.bad(uri, why);
  }
}
