package io.jacquard.target.cli;

import io.jacquard.target.config.ConfigurationReader;
import io.jacquard.target.config.InvalidConfigurationException;
import io.jacquard.target.config.LoadedConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Everything that says what to export and how: a file, or flags. */
final class ConfigurationFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Configuration file: YAML or JSON, or JSON as 'nvmetcli save' writes it. It is watched:"
              + " changes take effect when it is saved.")
  private Optional<Path> file = Optional.empty();

  @ArgGroup(validate = false, heading = "%nWhat to export, without a file:%n")
  private ExportFlags export = new ExportFlags();

  @ArgGroup(validate = false, heading = "%nHow to run:%n")
  private RuntimeFlags runtime = new RuntimeFlags();

  /** The configuration file, if one is used. */
  Optional<Path> file() {
    return file;
  }

  /**
   * The configuration as of now; reads the file again each time.
   *
   * @throws ParameterException if the flags are wrong
   * @throws IOException if the file cannot be read
   * @throws InvalidConfigurationException if the file is wrong
   */
  LoadedConfiguration load() throws IOException, InvalidConfigurationException {
    try {
      if (file.isEmpty()) {
        return new LoadedConfiguration(runtime.over(export.configuration()), List.of());
      }
      export.given().ifPresent(this::refuse);
      LoadedConfiguration loaded = ConfigurationReader.load(file.get());
      return new LoadedConfiguration(runtime.over(loaded.configuration()), loaded.warnings());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void refuse(String flag) {
    throw new IllegalArgumentException(
        flag + " cannot be combined with --config; write it in " + file.orElseThrow());
  }
}
