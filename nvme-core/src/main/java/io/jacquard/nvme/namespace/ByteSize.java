package io.jacquard.nvme.namespace;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 512}, {@code 64K}, {@code 10G}, {@code 1.5TiB}.
 *
 * <p>As in GNU coreutils a letter alone, or with {@code iB}, counts by 1024, and with {@code B} by
 * 1000: {@code 1K} and {@code 1KiB} are 1024 bytes, {@code 1KB} is 1000. Case does not matter.
 */
public final class ByteSize {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?)\\s*(?:([KMGTPE])(I?B)?|B)?");
  private static final String PREFIXES = "KMGTPE";
  private static final Map<Boolean, BigDecimal> BASE =
      Map.of(true, BigDecimal.valueOf(1024), false, BigDecimal.valueOf(1000));
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private ByteSize() {}

  /**
   * The number of bytes that {@code text} names.
   *
   * @return 0 or more
   * @throws IllegalArgumentException if it is not a size, or not a whole number of bytes
   */
  public static long parse(String text) {
    Matcher form = FORM.matcher(text.trim().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: write a number and a unit, such as 512M, 10G or 1TiB");
    }
    BigDecimal bytes = new BigDecimal(form.group(1));
    if (form.group(2) != null) {
      boolean binary = !"B".equals(form.group(3));
      bytes = bytes.multiply(BASE.get(binary).pow(1 + PREFIXES.indexOf(form.group(2))));
    }
    if (bytes.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("'" + text + "' is larger than 8 EiB - 1");
    }
    if (bytes.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number of bytes");
    }
    return bytes.longValueExact();
  }

  /** The shortest exact form with a binary unit, such as "10 GiB" or "1536 KiB". */
  public static String format(long bytes) {
    long value = bytes;
    int unit = 0;
    while (value != 0 && value % 1024 == 0 && unit < PREFIXES.length()) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? value + " B" : value + " " + PREFIXES.charAt(unit - 1) + "iB";
  }
}
