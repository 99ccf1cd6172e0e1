package io.jacquard.target.device;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
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
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(tree.at("proc"), "[0-9]*")) {
      for (Path process : processes) {
        String pid = process.getFileName().toString();
        openIn(process, nodes)
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
    } catch (IOException | DirectoryIteratorException e) {
      found.add("which programs have it open cannot be told: " + e.getMessage());
    }
    return found;
  }

  private static Optional<String> openIn(Path process, Set<String> nodes) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        Optional<String> target = target(file);
        if (target.isPresent() && nodes.contains(target.get())) {
          return target;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return Optional.empty(); // ended meanwhile, or another user's
    }
    return Optional.empty();
  }

  private static Optional<String> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return Optional.empty(); // closed meanwhile
    }
  }
}
