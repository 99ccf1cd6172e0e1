package io.jacquard.target.config;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong in it. */
public final class InvalidConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Finding> errors;

  InvalidConfigurationException(List<Finding> errors) {
    super(errors.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.errors = List.copyOf(errors);
  }

  InvalidConfigurationException(String source, OptionalInt line, String message) {
    this(List.of(new Finding(source, line, "", message)));
  }

  /** What is wrong, in the order of the file. */
  public List<Finding> errors() {
    return errors;
  }
}
