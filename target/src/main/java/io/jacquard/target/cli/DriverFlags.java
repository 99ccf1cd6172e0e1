package io.jacquard.target.cli;

import io.jacquard.target.device.UserDriver;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Flags, and xnvme-driver's variables in their absence, that say how controllers are handed over.
 */
final class DriverFlags {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Mixin SelectionFlags selection;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "vfio-pci or uio_pci_generic; without it DRIVER_OVERRIDE, else what suits.")
  private Optional<String> driver = Optional.empty();

  @Option(
      names = "--hugemem",
      paramLabel = "MIB",
      description = "Reserve so much memory as huge pages. Without it HUGEMEM.")
  private Optional<String> hugemem = Optional.empty();

  @Option(
      names = "--nrhuge",
      paramLabel = "PAGES",
      description = "The same in pages, which goes before --hugemem. Without it NRHUGE.")
  private Optional<String> nrhuge = Optional.empty();

  @Option(
      names = "--hugenode",
      paramLabel = "NODE",
      description = "Memory node to take huge pages from. Without it HUGENODE, else any.")
  private Optional<String> hugenode = Optional.empty();

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "User who may drive the controllers. Without it TARGET_USER, else root alone.")
  private Optional<String> user = Optional.empty();

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  boolean dryRun;

  /** The driver to use whatever suits. */
  Optional<UserDriver> driver(Map<String, String> environment) {
    return given(driver, "DRIVER_OVERRIDE", environment)
        .map(
            name ->
                UserDriver.named(name)
                    .orElseThrow(
                        () ->
                            wrong(
                                "driver '" + name + "' is neither vfio-pci nor uio_pci_generic")));
  }

  /** MiB of huge pages. */
  Optional<Long> hugemem(Map<String, String> environment) {
    return given(hugemem, "HUGEMEM", environment).map(text -> number("HUGEMEM", text));
  }

  /** Number of huge pages. */
  Optional<Long> nrhuge(Map<String, String> environment) {
    return given(nrhuge, "NRHUGE", environment).map(text -> number("NRHUGE", text));
  }

  /** The memory node of huge pages. */
  Optional<String> hugenode(Map<String, String> environment) {
    return given(hugenode, "HUGENODE", environment)
        .map(text -> Long.toString(number("HUGENODE", text)));
  }

  /** Who is to own the devices. */
  Optional<String> user(Map<String, String> environment) {
    return given(user, "TARGET_USER", environment);
  }

  private static Optional<String> given(
      Optional<String> flag, String variable, Map<String, String> environment) {
    return flag.or(() -> Optional.ofNullable(environment.get(variable)))
        .filter(text -> !text.isBlank());
  }

  private long number(String name, String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw wrong(name + " '" + text + "' is not a number");
    }
    return Long.parseLong(text);
  }

  private ParameterException wrong(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}
