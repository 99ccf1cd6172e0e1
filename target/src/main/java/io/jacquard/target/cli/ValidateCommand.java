package io.jacquard.target.cli;

import io.jacquard.target.config.ConfigurationReader;
import io.jacquard.target.config.InvalidConfigurationException;
import io.jacquard.target.config.LoadedConfiguration;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacquard target validate}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Checks a configuration file and reports everything that is wrong in it. Nothing is"
            + " started.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the file is valid", "1:it is not", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard target validate target.yaml",
      "  jacquard target validate /etc/nvmet/config.json"
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "target.yaml",
      description = "The file; default ${DEFAULT-VALUE}.")
  private Path file;

  @Override
  public Integer call() throws IOException, InvalidConfigurationException {
    LoadedConfiguration loaded = ConfigurationReader.load(file);
    PrintWriter out = spec.commandLine().getOut();
    loaded.warnings().forEach(warning -> out.println("warning: " + warning));
    TargetDefinition definition = loaded.configuration().withDefaultPorts();
    int namespaces = 0;
    for (SubsystemDefinition subsystem : definition.subsystems()) {
      namespaces += subsystem.namespaces().size();
    }
    out.printf(
        "%s is valid: %s, %s, %s%n",
        file,
        count(definition.subsystems().size(), "subsystem"),
        count(namespaces, "namespace"),
        count(definition.ports().size(), "port"));
    out.flush();
    return 0;
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
