package io.jacquard.lab.pair;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows what is being done, and how long each step of it took. Used by one thread. */
public final class Steps {

  private static final double NANOS = 1e9;
  private static final String TITLE = "  %-22s ";

  private final PrintWriter out;

  /** A step: what it returns is shown beside its title. */
  @FunctionalInterface
  public interface Step {

    /** Does it; the result is a few words for people. */
    String run() throws IOException;
  }

  /** Shows steps here. */
  public Steps(PrintWriter out) {
    this.out = out;
  }

  /**
   * Does one step.
   *
   * @throws IOException if it fails; what failed is shown too
   */
  public void step(String title, Step step) throws IOException {
    out.printf(TITLE, title);
    out.flush();
    try {
      end(System.nanoTime(), step);
    } catch (IOException | RuntimeException failure) {
      out.println("failed");
      out.flush();
      throw failure;
    }
  }

  /**
   * Does one step which may tell its progress itself: it is shown when it is done.
   *
   * @throws IOException if it fails
   */
  public void stepThatTells(String title, Step step) throws IOException {
    long started = System.nanoTime();
    String result = step.run();
    out.printf(TITLE, title);
    end(started, () -> result);
  }

  private void end(long started, Step step) throws IOException {
    String result = step.run();
    double seconds = (System.nanoTime() - started) / NANOS;
    out.printf(Locale.ROOT, "%-58s %6.1f s%n", result, seconds);
    out.flush();
  }
}
