package io.jacquard.target.device;

/** Who runs this process. */
public final class Privilege {
  private static final String UID = "Uid:";
  private static final int EFFECTIVE = 2;

  private Privilege() {}

  /** True if the effective user is root. */
  public static boolean isRoot(SystemTree tree) {
    return tree.read("proc/self/status")
        .orElse("")
        .lines()
        .filter(line -> line.startsWith(UID))
        .map(line -> line.split("\\s+"))
        .anyMatch(ids -> ids.length > EFFECTIVE && ids[EFFECTIVE].equals("0"));
  }
}
