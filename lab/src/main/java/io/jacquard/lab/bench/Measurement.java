package io.jacquard.lab.bench;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client saw in one run.
 *
 * @param iops commands per second
 * @param p50 median latency in microseconds
 * @param p99 99th percentile in microseconds
 * @param p999 99.9th percentile in microseconds
 * @param errors commands that failed
 */
record Measurement(double iops, double p50, double p99, double p999, long errors) {
  private static final Pattern LINE =
      Pattern.compile("measured iops=(\\S+) p50=(\\S+) p99=(\\S+) p99.9=(\\S+) errors=(\\d+)");

  /** The line that one process prints and another reads. */
  @Override
  public String toString() {
    return "measured iops=%.0f p50=%.1f p99=%.1f p99.9=%.1f errors=%d"
        .formatted(iops, p50, p99, p999, errors);
  }

  /**
   * Finds the line in a client's output.
   *
   * @throws IOException if there is none
   */
  static Measurement parse(String output) throws IOException {
    Matcher line = LINE.matcher(output);
    if (!line.find()) {
      throw new IOException("the client printed no measurement:\n" + output);
    }
    return new Measurement(
        Double.parseDouble(line.group(1)),
        Double.parseDouble(line.group(2)),
        Double.parseDouble(line.group(3)),
        Double.parseDouble(line.group(4)),
        Long.parseLong(line.group(5)));
  }
}
