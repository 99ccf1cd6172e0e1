package io.jacquard.target.device;

import java.util.Optional;
import java.util.OptionalLong;

/** How much memory a program may lock for a device, which vfio counts against a limit. */
public final class LockedMemory {
  private static final String LIMIT = "Max locked memory";
  private static final long ENOUGH = 512L << 20;

  private LockedMemory() {}

  /** The limit of this process. */
  public static Support support(SystemTree tree) {
    Optional<String> soft =
        tree.read("proc/self/limits")
            .orElse("")
            .lines()
            .filter(line -> line.startsWith(LIMIT))
            .map(line -> line.substring(LIMIT.length()).strip().split("\\s+")[0])
            .findFirst();
    if (soft.isEmpty()) {
      return Support.no("memlock", "the kernel tells no limit in /proc/self/limits");
    }
    if (soft.get().equals("unlimited")) {
      return Support.yes("memlock", "unlimited");
    }
    OptionalLong bytes = number(soft.get());
    String shown = bytes.isPresent() ? bytes.getAsLong() / 1024 + " KiB" : soft.get();
    if (bytes.isPresent() && bytes.getAsLong() >= ENOUGH) {
      return Support.yes("memlock", shown);
    }
    if (Privilege.isRoot(tree)) {
      return Support.yes("memlock", shown + ", which does not bind root");
    }
    return Support.no(
        "memlock",
        shown
            + " is little for a user-space driver: raise it by 'ulimit -l unlimited', in"
            + " /etc/security/limits.conf, or LimitMEMLOCK= of a service");
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }
}
