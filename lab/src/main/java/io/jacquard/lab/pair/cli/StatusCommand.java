package io.jacquard.lab.pair.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabBridge;
import io.jacquard.lab.pair.LabMachine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard lab status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows the machines and whether they run.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all machines run", "1:there is no lab, or one of its machines has ended"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard lab status",
      "  jacquard lab status -o json | jq -r '.machines[] | select(.running) | .name'"
    })
final class StatusCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The forms of output. */
  enum Form {
    NORMAL,
    JSON
  }

  @Spec private CommandSpec spec;

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      description = "normal or json; default ${DEFAULT-VALUE}.")
  private Form form;

  private final LabFlags flags;

  StatusCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Lab> lab = flags.found();
    PrintWriter out = spec.commandLine().getOut();
    if (form == Form.JSON) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(lab)));
    } else {
      lab.ifPresentOrElse(up -> table(up, out), () -> out.println("There is no lab."));
    }
    out.flush();
    return lab.isPresent() && lab.get().cameUp() && lab.get().ended().isEmpty() ? 0 : 1;
  }

  private static ObjectNode tree(Optional<Lab> lab) {
    if (lab.isEmpty()) {
      ObjectNode none = JSON.createObjectNode();
      none.putArray("machines");
      return none;
    }
    ObjectNode tree = JSON.valueToTree(lab.get());
    for (int i = 0; i < lab.get().machines().size(); i++) {
      ObjectNode machine = (ObjectNode) tree.get("machines").get(i);
      machine.put("running", lab.get().machines().get(i).alive());
    }
    return tree;
  }

  private static void table(Lab lab, PrintWriter out) {
    String format = "%-12s %-8s %-12s %8s  %s%n";
    out.printf(format, "MACHINE", "STATE", "ADDRESS", "PID", "DEVICES");
    for (LabMachine machine : lab.machines()) {
      out.printf(
          format,
          machine.name(),
          machine.alive() ? "running" : "ended",
          machine.address(),
          machine.pid(),
          String.join("; ", machine.devices()).replaceAll(" +", " "));
    }
    if (lab.bridge().isThere()) {
      out.printf(
          "Bridge with DHCP at %s, %s: %s ip address%n",
          LabBridge.HOST,
          lab.bridge().alive() ? "served by process " + lab.bridge().pid() : "its server has ended",
          String.join(" ", lab.bridge().launcher()));
    }
    if (lab.cameUp()) {
      out.printf("Up since %s, Linux %s, in %s%n", lab.since(), lab.kernel(), home(lab));
    } else {
      out.println("It comes up, or its start was broken off; 'jacquard lab up' begins anew.");
    }
  }

  private static String home(Lab lab) {
    return lab.target().directory().replaceFirst("/[^/]*$", "");
  }
}
