package io.jacquard.target.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 50us}, {@code 10ms}, {@code 2s}, {@code 0}. */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})\\s*(ns|us|µs|ms|s|min)");

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Duration parse(String text) {
    String plain = text.strip();
    if (plain.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = FORM.matcher(plain);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it like 50us, 10ms or 2s");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ns" -> Duration.ofNanos(count);
      case "us", "µs" -> Duration.ofNanos(Math.multiplyExact(count, 1_000L));
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }

  /** The shortest exact form, which {@link #parse} reads back. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    if (duration.getNano() == 0) {
      return duration.getSeconds() + "s";
    }
    long nanos = duration.toNanos();
    if (nanos % 1_000_000 == 0) {
      return nanos / 1_000_000 + "ms";
    }
    return nanos % 1_000 == 0 ? nanos / 1_000 + "us" : nanos + "ns";
  }
}
