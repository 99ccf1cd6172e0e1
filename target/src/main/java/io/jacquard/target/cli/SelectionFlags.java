package io.jacquard.target.cli;

import io.jacquard.target.device.PciFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Flags, and variables in their absence, that say which PCI functions are meant. */
final class SelectionFlags {
  private static final String ALLOW = "PCI_WHITELIST";
  private static final String BLOCK = "PCI_BLACKLIST";

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--allow",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "This PCI function and no other that is not named, as 0000:01:00.0. May be repeated. Without it "
              + ALLOW
              + ".")
  private List<String> allow = new ArrayList<>();

  @Option(
      names = "--block",
      paramLabel = "ADDRESS",
      split = ",",
      description = "Not this one. May be repeated. Without it " + BLOCK + ".")
  private List<String> block = new ArrayList<>();

  /** The functions that are named; none if all are meant. */
  Set<String> allowed(Map<String, String> environment) {
    return addresses("--allow", allow, ALLOW, environment);
  }

  /** The functions that are not meant. */
  Set<String> blocked(Map<String, String> environment) {
    return addresses("--block", block, BLOCK, environment);
  }

  private Set<String> addresses(
      String flag, List<String> given, String variable, Map<String, String> environment) {
    boolean byFlag = !given.isEmpty();
    List<String> texts =
        byFlag
            ? given
            : Arrays.stream(environment.getOrDefault(variable, "").split("[\\s,]+"))
                .filter(text -> !text.isEmpty())
                .toList();
    Set<String> found = new LinkedHashSet<>();
    for (String text : texts) {
      String address = text.matches("[0-9a-fA-F]{2}:.*") ? "0000:" + text : text;
      if (!PciFunction.ADDRESS.matcher(address.toLowerCase(Locale.ROOT)).matches()) {
        throw new ParameterException(
            command.commandLine(),
            (byFlag ? flag : variable)
                + " '"
                + text
                + "' is no PCI address: write it like 0000:01:00.0");
      }
      found.add(address.toLowerCase(Locale.ROOT));
    }
    return found;
  }
}
