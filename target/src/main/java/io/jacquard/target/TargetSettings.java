package io.jacquard.target;

import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.target.metrics.TargetMetrics;
import java.time.Duration;

/**
 * How a target runs, whatever it exports. Fixed for its life.
 *
 * @param loops how the loops of each transport are made
 * @param listen limits of listeners; a port's own limits go before them
 * @param grace how long a shutdown, or the removal of a namespace, waits for commands under way
 * @param metrics where the target counts; closed by its owner, not by the target
 */
public record TargetSettings(
    LoopSettings loops, ListenSettings listen, Duration grace, TargetMetrics metrics) {

  /** Checks the range. */
  public TargetSettings {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " is negative");
    }
  }

  /** Defaults of everything, and 10 s of grace. */
  public static TargetSettings defaults(TargetMetrics metrics) {
    return new TargetSettings(
        LoopSettings.defaults(), ListenSettings.defaults(), Duration.ofSeconds(10), metrics);
  }

  /** These settings with other loops. */
  public TargetSettings withLoops(LoopSettings settings) {
    return new TargetSettings(settings, listen, grace, metrics);
  }

  /** These settings with another time of grace. */
  public TargetSettings withGrace(Duration time) {
    return new TargetSettings(loops, listen, time, metrics);
  }
}
