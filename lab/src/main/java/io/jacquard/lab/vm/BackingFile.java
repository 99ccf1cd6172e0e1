package io.jacquard.lab.vm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The sparse files of the host in which devices keep their data. */
final class BackingFile {

  private BackingFile() {}

  /**
   * Makes a sparse file of this many bytes, all zero, unless it is there: several machines may have
   * it.
   */
  static Path sparse(Path directory, String name, long bytes) throws IOException {
    Path file = directory.resolve(name + ".raw");
    try (RandomAccessFile data = new RandomAccessFile(OwnerOnly.file(file).toFile(), "rw")) {
      data.setLength(bytes);
    }
    return file;
  }
}
