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
   * @param buffered the open image
   * @throws IOException if direct I/O was demanded and does not work
   */
  static DirectAccess open(FileOptions options, LinuxFile buffered) throws IOException {
    if (options.direct() == Choice.OFF) {
      return new DirectAccess(buffered, false, "buffered I/O as asked for");
    }
    String why;
    try {
      int access = options.readOnly() ? LinuxFile.O_RDONLY : LinuxFile.O_RDWR;
      LinuxFile direct = LinuxFile.open(options.path(), access | LinuxFile.O_DIRECT, 0);
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
    return new DirectAccess(buffered, false, "buffered I/O: " + why);
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
