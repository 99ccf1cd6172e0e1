package io.jacquard.target.engine;

/** An option that may be left to the program. */
public enum Choice {
  /** What works best. */
  AUTO,
  /** Yes, or an error that says why not. */
  ON,
  /** No. */
  OFF
}
