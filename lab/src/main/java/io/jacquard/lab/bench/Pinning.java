package io.jacquard.lab.bench;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where processes run: the target on one core and the client on another, in a network namespace if
 * one is named.
 *
 * @param taskset whether {@code taskset} is there and the machine has two cores
 * @param networkNamespace for both sides
 */
record Pinning(boolean taskset, Optional<String> networkNamespace) {

  /** As good as this machine can. */
  static Pinning of(Optional<String> networkNamespace) {
    boolean cores = Runtime.getRuntime().availableProcessors() >= 2;
    return new Pinning(cores && find("taskset").isPresent(), networkNamespace);
  }

  List<String> onTargetCore(List<String> command) {
    return on("0", command);
  }

  List<String> onClientCore(List<String> command) {
    return on("1", command);
  }

  private List<String> on(String core, List<String> command) {
    List<String> all = new ArrayList<>();
    networkNamespace.ifPresent(name -> all.addAll(List.of("ip", "netns", "exec", name)));
    if (taskset) {
      all.addAll(List.of("taskset", "-c", core));
    }
    all.addAll(command);
    return all;
  }

  /** An executable in the PATH. */
  static Optional<File> find(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      File file = new File(directory, name);
      if (file.canExecute() && file.isFile()) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
