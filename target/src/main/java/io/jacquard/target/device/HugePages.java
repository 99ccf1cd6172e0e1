package io.jacquard.target.device;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Large pages of memory, reserved for programs that ask for them. */
public final class HugePages {
  private static final String SIZES = "sys/kernel/mm/hugepages";
  private static final long DEFAULT_KIB = 2048;

  private HugePages() {}

  /** What is reserved. */
  public static Support support(SystemTree tree) {
    String size = kib(tree);
    String pages = SIZES + "/" + directory(size) + "/";
    if (!tree.exists(pages + "nr_hugepages")) {
      return Support.no("hugepages", "this kernel has none: it was built without CONFIG_HUGETLBFS");
    }
    long all = tree.number(pages + "nr_hugepages").orElse(0);
    if (all == 0) {
      return Support.no(
          "hugepages",
          "none of " + size + " KiB is reserved; 'jacquard driver config --hugemem 256' does");
    }
    long free = tree.number(pages + "free_hugepages").orElse(0);
    return Support.yes("hugepages", "%d of %s KiB, %d free".formatted(all, size, free));
  }

  /** The size of a page in KiB. */
  private static String kib(SystemTree tree) {
    return Long.toString(kib(tree, "Hugepagesize:").orElse(DEFAULT_KIB));
  }

  private static String directory(String kib) {
    return "hugepages-" + kib + "kB";
  }

  /** A kernel that is asked for more than there is ends programs to get it. */
  private static void requireMemory(SystemTree tree, long pages, String size) throws IOException {
    OptionalLong available = kib(tree, "MemAvailable:");
    long needed = pages * Long.parseLong(size);
    if (available.isPresent() && needed > available.getAsLong() / 10 * 9) {
      throw new IOException(
          "%d more huge pages are %d MiB, but only %d MiB of memory are available: ask for fewer"
              .formatted(pages, needed >> 10, available.getAsLong() >> 10));
    }
  }

  private static OptionalLong kib(SystemTree tree, String name) {
    return tree.read("proc/meminfo")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .findFirst();
  }

  /** How many pages make so many bytes. */
  public static long pagesFor(SystemTree tree, long bytes) {
    long page = Long.parseLong(kib(tree)) << 10;
    return (bytes + page - 1) / page;
  }

  /**
   * Reserves pages, if there are fewer.
   *
   * @param node the memory node to take them from; any if empty
   * @return what was done, for people
   * @throws IOException if the kernel finds fewer; those it found stay reserved
   */
  public static String reserve(SystemTree tree, long pages, Optional<String> node)
      throws IOException {
    String size = kib(tree);
    String base = node.map(n -> "sys/devices/system/node/node" + n + "/hugepages").orElse(SIZES);
    String attribute = base + "/" + directory(size) + "/nr_hugepages";
    long before =
        tree.number(attribute)
            .orElseThrow(() -> new IOException("there are no huge pages: no /" + attribute));
    String where = node.map(n -> " on node " + n).orElse("");
    if (before >= pages) {
      return "%d huge pages of %s KiB%s are reserved already".formatted(before, size, where);
    }
    requireMemory(tree, pages - before, size);
    tree.write(attribute, Long.toString(pages));
    long now = tree.number(attribute).orElse(0);
    if (now < pages) {
      throw new IOException(
          ("only %d of %d huge pages of %s KiB%s could be had: memory is too little or too"
                  + " scattered; ask for fewer, or boot with hugepages=%d")
              .formatted(now, pages, size, where, pages));
    }
    return "%d huge pages of %s KiB%s reserved (%d before)".formatted(now, size, where, before);
  }
}
