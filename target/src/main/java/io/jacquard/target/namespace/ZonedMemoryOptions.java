package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.util.Optional;
import java.util.Set;

/**
 * How a namespace in memory is to be divided into zones: {@code
 * zoned[&zone_size=16M][&zone_capacity=16M][&max_open=N][&max_active=N][&descr_ext_size=64]}.
 *
 * @param geometry of the zones
 * @param capacity blocks that can be written in each
 * @param count how many zones
 */
record ZonedMemoryOptions(ZoneGeometry geometry, long capacity, int count) {
  private static final String ZONED = "zoned";
  private static final String ZONE_SIZE = "zone_size";
  private static final String ZONE_CAPACITY = "zone_capacity";
  private static final String MAX_OPEN = "max_open";
  private static final String MAX_ACTIVE = "max_active";
  private static final String EXTENSION = "descr_ext_size";

  /** The options' names. */
  static final Set<String> NAMES =
      Set.of(ZONED, ZONE_SIZE, ZONE_CAPACITY, MAX_OPEN, MAX_ACTIVE, EXTENSION);

  private static final String DEFAULT_ZONE = "16M";
  private static final long LARGEST_ZONE = 1L << 40;
  private static final int MOST_ZONES = 65_536;
  private static final long MOST_EXTENSIONS = 64 << 20;

  /**
   * Reads the URI.
   *
   * @return empty if it does not ask for zones
   * @throws IllegalArgumentException naming the option that is wrong and what would be right
   */
  static Optional<ZonedMemoryOptions> of(NamespaceUri uri, long bytes, int block) {
    if (!isZoned(uri)) {
      for (String name : NAMES) {
        if (!name.equals(ZONED) && uri.parameter(name).isPresent()) {
          throw bad(uri, name + " is for zones: add 'zoned'");
        }
      }
      return Optional.empty();
    }
    long size = size(uri, ZONE_SIZE, uri.parameter(ZONE_SIZE).orElse(DEFAULT_ZONE));
    if (Long.bitCount(size) != 1 || size < block || size > LARGEST_ZONE) {
      throw bad(uri, "zone_size is a power of two from one block to 1T");
    }
    if (bytes % size != 0 || bytes / size > MOST_ZONES) {
      throw bad(
          uri,
          ByteSize.format(bytes)
              + " are not 1 to "
              + MOST_ZONES
              + " zones of "
              + ByteSize.format(size)
              + ": choose another size or zone_size");
    }
    long capacity = uri.parameter(ZONE_CAPACITY).map(t -> size(uri, ZONE_CAPACITY, t)).orElse(size);
    if (capacity < block || capacity > size || capacity % block != 0) {
      throw bad(uri, "zone_capacity is a multiple of the block size, up to zone_size");
    }
    int zones = (int) (bytes / size);
    ZoneGeometry geometry = geometry(uri, size / block);
    if ((long) zones * geometry.extensionBytes() > MOST_EXTENSIONS) {
      throw bad(uri, "descr_ext_size is too large for " + zones + " zones");
    }
    return Optional.of(new ZonedMemoryOptions(geometry, capacity / block, zones));
  }

  private static ZoneGeometry geometry(NamespaceUri uri, long zoneBlocks) {
    int open = count(uri, MAX_OPEN);
    int active = count(uri, MAX_ACTIVE);
    if (active > 0 && open > active) {
      throw bad(uri, "max_open is at most max_active: every open zone is active");
    }
    int extension = count(uri, EXTENSION);
    try {
      // Linux takes no zoned namespace whose zones may change their capacity.
      return new ZoneGeometry(zoneBlocks, open, active, 0, true, false, extension);
    } catch (IllegalArgumentException e) {
      throw bad(uri, "descr_ext_size is a multiple of 64, up to 16320");
    }
  }

  private static boolean isZoned(NamespaceUri uri) {
    String text = uri.parameter(ZONED).orElse("false");
    return switch (text) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw bad(uri, "zoned=" + text + ": write true or false");
    };
  }

  private static long size(NamespaceUri uri, String name, String text) {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw bad(uri, name + ": " + e.getMessage());
    }
  }

  private static int count(NamespaceUri uri, String name) {
    String text = uri.parameter(name).orElse("0");
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MOST_ZONES) {
      throw bad(uri, name + "=" + text + ": write a number up to " + MOST_ZONES);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException bad(NamespaceUri uri, String why) {
    return new IllegalArgumentException("namespace '" + uri + "': " + why);
  }
}
