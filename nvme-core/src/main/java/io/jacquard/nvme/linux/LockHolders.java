package io.jacquard.nvme.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out who holds a file's lock, for the message to the one who wanted it. */
public final class LockHolders {
  private static final Path LOCKS = Path.of("/proc/locks");
  // "1: FLOCK  ADVISORY  WRITE 708 fe:00:1054 0 EOF"
  private static final int TYPE = 1;
  private static final int PID = 4;
  private static final int FILE = 5;

  private LockHolders() {}

  /** "process 708 (java)" for a process that holds the flock of the file, if it can be found. */
  public static Optional<String> of(FileStatus file) {
    String id = String.format("%02x:%02x:%d", file.deviceMajor(), file.deviceMinor(), file.inode());
    return lines().stream()
        .map(line -> line.trim().split("\\s+"))
        .filter(f -> f.length > FILE && f[TYPE].equals("FLOCK") && f[FILE].equals(id))
        .map(f -> "process " + f[PID] + program(f[PID]))
        .findFirst();
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(LOCKS);
    } catch (IOException e) {
      // Not readable in some containers; the holder is then just not named.
      return List.of();
    }
  }

  private static String program(String pid) {
    try {
      return " (" + Files.readString(Path.of("/proc", pid, "comm")).trim() + ")";
    } catch (IOException e) {
      return "";
    }
  }
}
