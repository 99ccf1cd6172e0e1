package io.jacquard.target.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Collects what is wrong in one file, so that a person sees all of it at once. */
final class Findings {
  private final String source;
  private final Positions positions;
  private final List<Finding> errors = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();

  Findings(String source, Positions positions) {
    this.source = source;
    this.positions = positions;
  }

  void error(String path, String message) {
    errors.add(new Finding(source, positions.line(path), path, message));
  }

  void warn(String path, String message) {
    warnings.add(new Finding(source, positions.line(path), path, message));
  }

  /** The keys in a section of the file. */
  Set<String> keys(String section) {
    return positions.keys(section);
  }

  boolean hasErrors() {
    return !errors.isEmpty();
  }

  List<Finding> warnings() {
    return sorted(warnings);
  }

  /** Throws if there was an error. */
  void check() throws InvalidConfigurationException {
    if (hasErrors()) {
      throw new InvalidConfigurationException(sorted(errors));
    }
  }

  /** In the order of the file. */
  private static List<Finding> sorted(List<Finding> all) {
    return all.stream()
        .sorted(Comparator.comparingInt(found -> found.line().orElse(Integer.MAX_VALUE)))
        .toList();
  }
}
