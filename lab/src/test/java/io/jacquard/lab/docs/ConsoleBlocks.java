package io.jacquard.lab.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the commands in a Markdown file's {@code console} blocks and the output shown for them. */
final class ConsoleBlocks {
  private static final String OPEN = "```console";
  private static final String CLOSE = "```";
  private static final String PROMPT = "$ ";

  /**
   * A command.
   *
   * @param line its line in the file, from 1
   * @param text the command without the prompt
   * @param output the lines shown; "..." stands for any number of lines
   */
  record Command(int line, String text, List<String> output) {}

  private ConsoleBlocks() {}

  static List<Command> in(Path markdown) throws IOException {
    return in(Files.readAllLines(markdown), OPEN);
  }

  /** The commands of blocks that begin with a line of their own. */
  static List<Command> in(List<String> lines, String open) {
    List<Command> found = new ArrayList<>();
    boolean inside = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!inside) {
        inside = line.equals(open);
      } else if (line.equals(CLOSE)) {
        inside = false;
      } else if (line.startsWith(PROMPT)) {
        found.add(new Command(i + 1, line.substring(PROMPT.length()), new ArrayList<>()));
      } else {
        found.getLast().output().add(line);
      }
    }
    return found;
  }

  /** Whether output is as shown. */
  static boolean matches(List<String> shown, List<String> output) {
    if (shown.isEmpty()) {
      return output.isEmpty();
    }
    if (!shown.getFirst().equals("...")) {
      return !output.isEmpty()
          && shown.getFirst().equals(output.getFirst())
          && matches(shown.subList(1, shown.size()), output.subList(1, output.size()));
    }
    List<String> rest = shown.subList(1, shown.size());
    for (int skipped = 0; skipped <= output.size(); skipped++) {
      if (matches(rest, output.subList(skipped, output.size()))) {
        return true;
      }
    }
    return false;
  }
}
