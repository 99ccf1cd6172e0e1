package io.jacquard.target.cli;

import io.jacquard.target.config.LogFormat;

/** Chooses how the program logs; what does it depends on the logging library. */
@FunctionalInterface
public interface LogControl {

  /**
   * Logs from now on.
   *
   * @param verbose true for details that help to find a fault
   */
  void use(LogFormat format, boolean verbose);
}
