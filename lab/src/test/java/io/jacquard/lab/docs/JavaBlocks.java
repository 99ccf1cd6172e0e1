package io.jacquard.lab.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the {@code java} blocks of a Markdown file. */
final class JavaBlocks {
  private static final String OPEN = "```java";
  private static final String CLOSE = "```";

  /**
   * A block.
   *
   * @param line of its first line in the file, from 1
   * @param text all of it
   */
  record Block(int line, String text) {}

  private JavaBlocks() {}

  static List<Block> in(Path markdown) throws IOException {
    List<Block> found = new ArrayList<>();
    List<String> lines = Files.readAllLines(markdown);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals(OPEN)) {
        int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf(CLOSE);
        found.add(new Block(i + 2, String.join("\n", lines.subList(i + 1, end))));
        i = end;
      }
    }
    return found;
  }
}
