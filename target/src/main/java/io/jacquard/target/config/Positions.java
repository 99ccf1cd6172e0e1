package io.jacquard.target.config;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The keys of a file and their lines. A section that stands alone where a list may be is the same
 * as a list of one: {@code ports.id} is found as {@code ports[0].id}.
 */
final class Positions {
  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<String, Set<String>> keys = new HashMap<>();

  /** Positions of a configuration that is not in a file. */
  static Positions none() {
    return new Positions();
  }

  /** Remembers a key of a section; false if it is there already. */
  boolean addKey(String section, String key, int line) {
    lines.putIfAbsent(child(section, key), line);
    lines.putIfAbsent(plain(child(section, key)), line);
    return keys.computeIfAbsent(plain(section), s -> new LinkedHashSet<>()).add(key);
  }

  /** Remembers an element of a list. */
  void addElement(String path, int line) {
    lines.put(path, line);
  }

  /** The keys in a section, those without a value too. */
  Set<String> keys(String section) {
    return keys.getOrDefault(plain(section), Set.of());
  }

  /** The line of a key, or of the nearest section around it. */
  OptionalInt line(String path) {
    String at = path;
    while (!at.isEmpty()) {
      Integer line = lines.getOrDefault(at, lines.get(plain(at)));
      if (line != null) {
        return OptionalInt.of(line);
      }
      at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
    }
    return OptionalInt.empty();
  }

  private static String plain(String path) {
    return path.replace("[0]", "");
  }

  /** The path of a key in a section. */
  static String child(String section, String key) {
    return section.isEmpty() ? key : section + "." + key;
  }
}
