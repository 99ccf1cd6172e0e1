package io.jacquard.lab.pair;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows what is being done, and how long each step of it took. Used by one thread. */
public final class Steps {

  private static final double NANOS = 1e9;

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
    long started = System.nanoTime();
    out.printf("  %-22s ", title);
    out.flush();
    try {
      String result = step.run();
      double seconds = (System.nanoTime() - started) / NANOS;
      out.printf(Locale.ROOT, "%-58s %6.1f s%n", result, seconds);
      out.flush();
    } catch (IOException | RuntimeException failure) {
      out.println("failed");
      out.flush();
      throw failure;
    }
  }
}
