package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.target.engine.Choice;
import java.io.IOException;
import java.lang.ref.Reference;

/**
 * Finds out whether an image can be read past the page cache, by doing it: file systems differ in
 * where they refuse, and in the block sizes that they accept.
 *
 * @param file what to read and write through
 * @param direct whether that bypasses the page cache
 * @param description for people
 */
record DirectAccess(LinuxFile file, boolean direct, String description) {
  private static final int LARGE_BLOCK = 4096;

  /**
   * Opens the way that the options ask for.
   *
   * @throws IOException if the image cannot be opened once more, or direct I/O was demanded and
   *     does not work
   */
  static DirectAccess open(FileOptions options) throws IOException {
    if (options.direct() == Choice.OFF) {
      return buffered(options, "buffered I/O as asked for");
    }
    String why;
    try {
      LinuxFile direct = open(options, LinuxFile.O_DIRECT);
      int result = tryRead(direct, options.block());
      if (result >= 0) {
        return new DirectAccess(direct, true, "direct I/O");
      }
      why = reason(direct, options.block(), -result);
      direct.close();
    } catch (SystemCallException e) {
      why = "the file system answered " + Errno.name(e.errno()) + " to O_DIRECT";
    }
    if (options.direct() == Choice.ON) {
      throw new IOException(
          options.path() + ": direct=on is not possible: " + why + "; write direct=auto");
    }
    return buffered(options, "buffered I/O: " + why);
  }

  private static DirectAccess buffered(FileOptions options, String description)
      throws SystemCallException {
    return new DirectAccess(open(options, 0), false, description);
  }

  private static LinuxFile open(FileOptions options, int flags) throws SystemCallException {
    int access = options.readOnly() ? LinuxFile.O_RDONLY : LinuxFile.O_RDWR;
    return LinuxFile.open(options.path(), access | flags, 0);
  }

  private static String reason(LinuxFile direct, int block, int errno) {
    if (errno == Errno.EINVAL && block < LARGE_BLOCK && tryRead(direct, LARGE_BLOCK) >= 0) {
      return "direct I/O needs block=" + LARGE_BLOCK + " here";
    }
    return "a direct read of " + block + " bytes failed with " + Errno.name(errno);
  }

  /** Returns the bytes read or a negative errno. */
  private static int tryRead(LinuxFile file, int bytes) {
    IoMemory memory = IoMemory.allocate(bytes);
    // The second block: at offset 0 alignment would not be seen.
    long result = file.pread(memory.segment().address(), bytes, bytes);
    Reference.reachabilityFence(memory);
    return (int) result;
  }
}
