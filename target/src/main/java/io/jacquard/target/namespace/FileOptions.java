package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a {@code file:} URI asks for.
 *
 * @param path the image
 * @param size the wanted size in bytes, if given
 * @param create the image may be made even if no size is given
 * @param block block size in bytes
 * @param direct whether to bypass the page cache
 * @param readOnly refuse every write
 * @param threads how many threads may block in the file at a time
 */
record FileOptions(
    Path path,
    OptionalLong size,
    boolean create,
    int block,
    Direct direct,
    boolean readOnly,
    int threads) {
  private static final Set<String> NAMES =
      Set.of("size", "create", BlockSizeOption.NAME, "direct", "readonly", "threads");
  private static final int DEFAULT_THREADS = 8;

  /** Ways to use the page cache. */
  enum Direct {
    /** Bypass it if that works. */
    AUTO,
    /** Bypass it or fail. */
    ON,
    /** Use it. */
    OFF
  }

  /**
   * Reads the URI.
   *
   * @throws IllegalArgumentException naming the option that is wrong and what would be right
   */
  static FileOptions of(NamespaceUri uri) {
    uri.allowOnly(NAMES);
    int block = BlockSizeOption.of(uri);
    OptionalLong size =
        uri.parameter("size")
            .map(text -> OptionalLong.of(sizeOf(uri, text, block)))
            .orElse(OptionalLong.empty());
    boolean readOnly = flag(uri, "readonly");
    boolean create = flag(uri, "create");
    if (readOnly && create) {
      throw bad(uri, "readonly and create exclude each other");
    }
    return new FileOptions(
        Path.of(uri.target()), size, create, block, direct(uri), readOnly, threads(uri));
  }

  private static long sizeOf(NamespaceUri uri, String text, int block) {
    try {
      return BlockSizeOption.sizeIn(uri, ByteSize.parse(text), block);
    } catch (IllegalArgumentException e) {
      throw e.getMessage().startsWith("namespace") ? e : bad(uri, "size: " + e.getMessage());
    }
  }

  private static boolean flag(NamespaceUri uri, String name) {
    String text = uri.parameter(name).orElse("false");
    return switch (text) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw bad(uri, name + "=" + text + ": write true or false");
    };
  }

  private static Direct direct(NamespaceUri uri) {
    String text = uri.parameter("direct").orElse("auto");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> Direct.AUTO;
      case "on", "true" -> Direct.ON;
      case "off", "false" -> Direct.OFF;
      default -> throw bad(uri, "direct=" + text + ": write auto, on or off");
    };
  }

  private static int threads(NamespaceUri uri) {
    String text = uri.parameter("threads").orElse(Integer.toString(DEFAULT_THREADS));
    if (!text.matches("[0-9]{1,2}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > WorkerThreads.MOST) {
      throw bad(uri, "threads=" + text + ": write a number from 1 to " + WorkerThreads.MOST);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException bad(NamespaceUri uri, String why) {
    return new IllegalArgumentException("namespace '" + uri + "': " + why);
  }
}
