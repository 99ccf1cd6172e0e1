package io.jacquard.target.config;

import java.util.Locale;

/** How the log is written. */
public enum LogFormat {
  /** One line for people. */
  TEXT,
  /** One JSON object a line for machines. */
  JSON;

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if there is no such format
   */
  public static LogFormat parse(String text) {
    return switch (text) {
      case "text" -> TEXT;
      case "json" -> JSON;
      default -> throw new IllegalArgumentException("'" + text + "' is not one of text, json");
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
