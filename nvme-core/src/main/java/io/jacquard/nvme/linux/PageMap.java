package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Where this process' memory is in the machine (/proc/self/pagemap). Only root (CAP_SYS_ADMIN) is
 * told.
 */
public final class PageMap implements AutoCloseable {
  private static final Path FILE = Path.of("/proc/self/pagemap");
  private static final long PRESENT = 1L << 63;
  private static final long FRAME = (1L << 55) - 1;

  private final LinuxFile file;

  private PageMap(LinuxFile file) {
    this.file = file;
  }

  /** Opens it. */
  public static PageMap open() throws SystemCallException {
    return new PageMap(LinuxFile.open(FILE, LinuxFile.O_RDONLY, 0));
  }

  /**
   * The physical address behind {@code address}.
   *
   * @throws SystemCallException with {@link Errno#EPERM} if the kernel does not tell it to this
   *     process, {@link Errno#ENOMEM} if nothing is there
   */
  public long physicalAddress(long address) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entry = arena.allocate(JAVA_LONG);
      long read = file.pread(entry.address(), Long.BYTES, address / LinuxMemory.PAGE * Long.BYTES);
      if (read != Long.BYTES) {
        throw new SystemCallException("pread", FILE.toString(), read < 0 ? (int) -read : Errno.EIO);
      }
      long value = entry.get(JAVA_LONG, 0);
      if ((value & PRESENT) == 0) {
        throw new SystemCallException(
            "a page that is not in memory", FILE.toString(), Errno.ENOMEM);
      }
      if ((value & FRAME) == 0) {
        throw new SystemCallException("physical addresses", FILE.toString(), Errno.EPERM);
      }
      return (value & FRAME) * LinuxMemory.PAGE + address % LinuxMemory.PAGE;
    }
  }

  @Override
  public void close() throws SystemCallException {
    file.close();
  }
}
