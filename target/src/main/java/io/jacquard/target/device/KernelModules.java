package io.jacquard.target.device;

import java.util.Optional;

/** Which drivers the running kernel has, or could load. */
final class KernelModules {
  private final SystemTree tree;
  private final String directory;

  KernelModules(SystemTree tree) {
    this.tree = tree;
    this.directory = "lib/modules/" + release(tree) + "/";
  }

  /** The kernel's version. */
  static String release(SystemTree tree) {
    return tree.read("proc/sys/kernel/osrelease").orElse("unknown");
  }

  /** True if the module is loaded, or part of the kernel and active. */
  boolean isLoaded(String module) {
    return tree.exists("sys/module/" + module);
  }

  /**
   * What to do to have a module.
   *
   * @return empty if the running kernel has no such module at all
   */
  Optional<String> remedy(String module) {
    String name = "/" + module.replace('-', '_') + ".ko";
    boolean there =
        tree.read(directory + "modules.dep").orElse("").replace('-', '_').contains(name)
            || tree.read(directory + "modules.builtin").orElse("").replace('-', '_').contains(name);
    return there ? Optional.of("modprobe " + module) : Optional.empty();
  }

  /** That a module is missing, and what to do. */
  String missing(String module) {
    return remedy(module)
        .map(command -> "the driver is not loaded: '" + command + "' loads it")
        .orElse(
            "this kernel ("
                + release(tree)
                + ") has no module "
                + module
                + ": install one that has");
  }
}
