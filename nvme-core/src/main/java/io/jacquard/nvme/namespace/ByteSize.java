package io.jacquard.nvme.namespace;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 4096}, {@code 8K}, {@code 64M}, {@code 10GiB}. */
public final class ByteSize {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})\\s*([KMGTP]?)(i?B)?");
  private static final String UNITS = "KMGTP";

  private ByteSize() {}

  /**
   * Reads a size in bytes. Units are powers of 1024.
   *
   * @throws IllegalArgumentException if the text is no size, or one of 2^63 bytes or more
   */
  public static long parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT).replace("IB", "iB"));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size; write it like 64M or 10G");
    }
    long count = Long.parseLong(matcher.group(1));
    int shift = matcher.group(2).isEmpty() ? 0 : 10 * (UNITS.indexOf(matcher.group(2)) + 1);
    if (count > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return count << shift;
  }

  /** The shortest exact form, which {@link #parse} reads back. */
  public static String format(long bytes) {
    int unit = 0;
    long count = bytes;
    while (count != 0 && count % 1024 == 0 && unit < UNITS.length()) {
      count /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(count) : count + UNITS.substring(unit - 1, unit);
  }

  /** A form for people, with three digits or so: {@code 64 MiB}, {@code 1.46 GiB}. */
  public static String describe(long bytes) {
    double count = bytes;
    int unit = 0;
    while (count >= 1024 && unit < UNITS.length()) {
      count /= 1024;
      unit++;
    }
    if (unit == 0) {
      return bytes + " B";
    }
    String digits = String.format(Locale.ROOT, count >= 100 ? "%.0f" : "%.3g", count);
    String trimmed = digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
    return trimmed + " " + UNITS.charAt(unit - 1) + "iB";
  }
}
