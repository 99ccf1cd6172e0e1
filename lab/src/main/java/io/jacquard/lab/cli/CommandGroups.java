package io.jacquard.lab.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the program's commands in its help by what they are for. */
final class CommandGroups implements IHelpSectionRenderer {
  /**
   * Commands that belong together.
   *
   * @param heading what they are for
   * @param commands by name, what makes each: a command, or a command line with its own commands
   */
  record Group(String heading, Map<String, Supplier<Object>> commands) {}

  private static final int INDENT = 2;
  private static final int NAME = 16;

  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private String current = "";

  /** The commands added to {@code commands} until the next call belong to a group. */
  void begin(String heading, CommandLine commands) {
    end(commands);
    current = heading;
    names.put(heading, new ArrayList<>());
  }

  /** No more commands are added. */
  void end(CommandLine commands) {
    for (String name : commands.getSubcommands().keySet()) {
      if (names.values().stream().noneMatch(group -> group.contains(name)) && !current.isEmpty()) {
        names.get(current).add(name);
      }
    }
  }

  /** Has the help of {@code commands} list them so. */
  void applyTo(CommandLine commands) {
    end(commands);
    commands.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    commands.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, this);
  }

  @Override
  public String render(Help help) {
    StringBuilder text = new StringBuilder();
    int width = help.commandSpec().usageMessage().width();
    names.forEach(
        (heading, group) -> {
          text.append(System.lineSeparator()).append(heading).append(':');
          text.append(System.lineSeparator()).append(table(help, group, width));
        });
    return text.toString();
  }

  private static TextTable table(Help help, List<String> group, int width) {
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAME + INDENT, INDENT, Column.Overflow.SPAN),
            new Column(width - NAME - INDENT, INDENT, Column.Overflow.WRAP));
    for (String name : group) {
      String[] description =
          help.subcommands().get(name).commandSpec().usageMessage().description();
      table.addRowValues(name, description.length == 0 ? "" : description[0]);
    }
    return table;
  }
}
