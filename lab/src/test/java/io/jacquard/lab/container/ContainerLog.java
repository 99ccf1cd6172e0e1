package io.jacquard.lab.container;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.output.OutputFrame;

/** What a container writes to its output and error, read from where the last wait ended. */
final class ContainerLog implements Consumer<OutputFrame> {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private final String name;
  private final StringBuilder text = new StringBuilder();
  private int seen;
  private boolean ended;

  /** A log that is also written to the test's own, each piece after the container's name. */
  ContainerLog(String name) {
    this.name = name;
  }

  @Override
  public synchronized void accept(OutputFrame frame) {
    text.append(frame.getUtf8String());
    System.out.print(name + ": " + frame.getUtf8String());
    ended |= frame.getType() == OutputFrame.OutputType.END;
    notifyAll();
  }

  /**
   * Waits for a line that has not been waited for before.
   *
   * @param expression of a part of the line
   * @return the line
   * @throws AssertionError if it does not come, with all that came
   */
  synchronized String await(String expression) throws InterruptedException {
    Matcher line = Pattern.compile("(?m)^.*(?:" + expression + ").*$").matcher(text);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!line.reset(text).find(seen)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (ended || left <= 0) {
        throw new AssertionError(
            "no line with '%s' came from %s %s; its log:%n%s"
                .formatted(expression, name, ended ? "to its end" : "in time", text));
      }
      wait(left);
    }
    seen = line.end();
    return line.group();
  }

  @Override
  public synchronized String toString() {
    return text.toString();
  }
}
