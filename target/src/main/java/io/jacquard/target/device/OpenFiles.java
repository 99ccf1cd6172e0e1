package io.jacquard.target.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which programs have device nodes open now. */
final class OpenFiles {
  private final SystemTree tree;

  OpenFiles(SystemTree tree) {
    this.tree = tree;
  }

  /**
   * The programs that have one of these open, such as "/dev/vfio/7 is open in jacquard (PID 4711)".
   * Without root's rights only one's own programs are seen.
   *
   * @param nodes absolute paths
   */
  List<String> holding(Set<String> nodes) {
    List<String> found = new ArrayList<>();
    for (String pid : tree.list("proc")) {
      if (pid.matches("[0-9]+")) {
        openIn(pid, nodes)
            .ifPresent(
                node ->
                    found.add(
                        node
                            + " is open in "
                            + tree.readSome("proc/" + pid + "/comm").orElse("a program")
                            + " (PID "
                            + pid
                            + ")"));
      }
    }
    return found;
  }

  private Optional<String> openIn(String pid, Set<String> nodes) {
    String directory = "proc/" + pid + "/fd";
    for (String fd : tree.list(directory)) {
      try {
        Path target = Files.readSymbolicLink(tree.at(directory + "/" + fd));
        if (nodes.contains(target.toString())) {
          return Optional.of(target.toString());
        }
      } catch (IOException e) {
        continue; // closed meanwhile
      }
    }
    return Optional.empty();
  }
}
