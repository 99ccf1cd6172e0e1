package io.jacquard.target.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.target.device.MachineSupport;
import io.jacquard.target.device.Support;
import io.jacquard.target.device.SystemTree;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jacquard library-info}. */
@Command(
    name = "library-info",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tells what this build, this kernel and this machine offer.",
      "What is missing is followed by the reason and by what would make it work."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard library-info",
      "  jacquard library-info -o json | jq '.kernel[] | select(.works | not)'",
    })
public final class LibraryInfoCommand implements Callable<Integer> {
  private final SystemTree tree;

  @Mixin private ReportFlags report;

  /** For a machine. */
  public LibraryInfoCommand(SystemTree tree) {
    this.tree = tree;
  }

  @Override
  public Integer call() {
    Map<String, List<Support>> groups = new MachineSupport(tree).groups();
    report.print(() -> lines(groups), () -> json(groups));
    return 0;
  }

  private static String lines(Map<String, List<Support>> groups) {
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (group, all) -> {
          text.append(group).append(':').append(System.lineSeparator());
          for (Support one : all) {
            text.append(
                "  %-16s %-4s %s%n"
                    .formatted(one.name(), one.works() ? "yes" : "no", one.detail()));
          }
        });
    return text.toString();
  }

  private static ObjectNode json(Map<String, List<Support>> groups) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    groups.forEach(
        (group, all) -> {
          ArrayNode list = object.putArray(group.replace(' ', '_').replace('-', '_'));
          for (Support one : all) {
            list.addObject()
                .put("name", one.name())
                .put("works", one.works())
                .put("detail", one.detail());
          }
        });
    return object;
  }
}
