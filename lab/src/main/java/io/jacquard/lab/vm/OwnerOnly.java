package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories that no other user may read: disks, consoles, and what leads to them. */
public final class OwnerOnly {

  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** How a file is to be made: mode 0600. */
  public static FileAttribute<Set<PosixFilePermission>> file() {
    return PosixFilePermissions.asFileAttribute(FILE);
  }

  /** Makes a file that is not there, and closes one that is to others; what it holds stays. */
  public static Path file(Path file) throws IOException {
    return Files.exists(file)
        ? Files.setPosixFilePermissions(file, FILE)
        : Files.createFile(file, file());
  }

  /** Makes a directory and those above it that are missing, with mode 0700. */
  public static Path directories(Path directory) throws IOException {
    return Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
  }
}
