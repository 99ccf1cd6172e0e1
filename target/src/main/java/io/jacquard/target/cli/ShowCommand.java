package io.jacquard.target.cli;

import io.jacquard.target.config.ConfigurationWriter;
import io.jacquard.target.config.InvalidConfigurationException;
import io.jacquard.target.config.LoadedConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard target show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Prints the configuration that is in effect, with every default filled in, as a file that"
            + " --config takes. Nothing is started.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard target show --config target.yaml",
      "  jacquard target show --namespace disk.img --nqn nqn.2026-01.io.example:disk",
      "  jacquard target show --config nvmet.json > target.yaml   (from nvmetcli's form)",
    })
final class ShowCommand implements Callable<Integer> {

  /** The form of the output. */
  enum Output {
    yaml,
    json
  }

  @Spec private CommandSpec spec;

  @Mixin private ConfigurationFlags flags;

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "yaml",
      description = "yaml or json; default ${DEFAULT-VALUE}.")
  private Output output;

  @Override
  public Integer call() throws IOException, InvalidConfigurationException {
    LoadedConfiguration loaded = flags.load();
    PrintWriter err = spec.commandLine().getErr();
    loaded.warnings().forEach(warning -> err.println("warning: " + warning));
    err.flush();
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (output) {
          case yaml -> ConfigurationWriter.toYaml(loaded.configuration());
          case json -> ConfigurationWriter.toJson(loaded.configuration());
        });
    out.flush();
    return 0;
  }
}
