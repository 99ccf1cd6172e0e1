package io.jacquard.lab.bench;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client does: reads or writes of one size at random places, a number of them at a time.
 *
 * @param write true to write, false to read
 * @param bytes of each command, 512 to 1 MiB
 * @param depth commands at a time, 1 to 1024
 */
record Workload(boolean write, int bytes, int depth) {
  private static final Pattern NAME = Pattern.compile("(\\d+)k-(read|write)-q(\\d+)");

  Workload {
    if (bytes < 512 || bytes > 1 << 20 || depth < 1 || depth > 1024) {
      throw new IllegalArgumentException(
          "a workload has commands of 1k to 1024k and a depth of 1 to 1024");
    }
  }

  /** Small commands one by one and many at a time, and large ones. */
  static List<Workload> usual() {
    return List.of(
        new Workload(false, 4096, 1),
        new Workload(false, 4096, 32),
        new Workload(false, 4096, 128),
        new Workload(true, 4096, 1),
        new Workload(true, 4096, 32),
        new Workload(true, 4096, 128),
        new Workload(false, 128 << 10, 32),
        new Workload(true, 128 << 10, 32));
  }

  /** Reads the form of {@link #toString}. */
  static Workload parse(String text) {
    Matcher name = NAME.matcher(text.toLowerCase(Locale.ROOT));
    if (!name.matches()) {
      throw new IllegalArgumentException("workload '" + text + "' is not of the form 4k-read-q32");
    }
    return new Workload(
        name.group(2).equals("write"),
        Integer.parseInt(name.group(1)) << 10,
        Integer.parseInt(name.group(3)));
  }

  @Override
  public String toString() {
    return (bytes >> 10) + "k-" + (write ? "write" : "read") + "-q" + depth;
  }
}
