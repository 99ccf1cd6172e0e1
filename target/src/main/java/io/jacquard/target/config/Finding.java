package io.jacquard.target.config;

import java.util.OptionalInt;

/**
 * One thing that is wrong, or worth a warning, in a configuration.
 *
 * @param source the file's name, or where else the setting came from
 * @param line line in the file, from 1, if known
 * @param path the key, such as {@code subsystems[0].namespaces[1].uri}; empty for the whole file
 * @param message what is wrong and what to do
 */
public record Finding(String source, OptionalInt line, String path, String message) {

  /** {@code source:line: path: message}, as compilers write it. */
  @Override
  public String toString() {
    String where = line.isPresent() ? source + ":" + line.getAsInt() : source;
    return where + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
