package io.jacquard.target.config;

import java.util.List;

/**
 * A configuration and what is worth telling about it.
 *
 * @param configuration usable as it is
 * @param warnings what a person should know, such as settings that have no effect here
 */
public record LoadedConfiguration(TargetConfiguration configuration, List<Finding> warnings) {

  /** Copies the list. */
  public LoadedConfiguration {
    warnings = List.copyOf(warnings);
  }
}
