package io.jacquard.nvme.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An open file or block device.
 *
 * <p>Methods for the data path return the number of bytes or a negative {@link Errno}: they
 * allocate nothing and throw nothing. Methods for opening, looking and locking throw {@link
 * SystemCallException}, which names the path. All of them may block, so none is for a loop's
 * thread.
 *
 * <p>Thread-safe, but for {@link #close}: the caller makes sure that no call is running then, since
 * the kernel would give the descriptor's number to another file.
 */
public final class LinuxFile implements AutoCloseable {
  /** {@link #open} flag: read only. */
  public static final int O_RDONLY = 0;

  /** {@link #open} flag: read and write. */
  public static final int O_RDWR = 2;

  /** {@link #open} flag: create the file if it does not exist. */
  public static final int O_CREAT = 0x40;

  /** {@link #open} flag: with O_CREAT fail if the file exists; on a block device, if it is used. */
  public static final int O_EXCL = 0x80;

  /** {@link #open} flag: bypass the page cache. One of the few that differ between processors. */
  public static final int O_DIRECT =
      System.getProperty("os.arch").equals("aarch64") ? 0x10000 : 0x4000;

  /** {@link #fallocate} mode: the file's length stays. */
  public static final int FALLOC_FL_KEEP_SIZE = 0x1;

  /** {@link #fallocate} mode: give the space back; needs KEEP_SIZE. Reads as zeroes afterwards. */
  public static final int FALLOC_FL_PUNCH_HOLE = 0x2;

  /** {@link #fallocate} mode: make zeroes, keeping the space. */
  public static final int FALLOC_FL_ZERO_RANGE = 0x10;

  private static final int O_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;
  private static final int SEEK_END = 2;
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

  // struct statx (include/uapi/linux/stat.h).
  private static final int STATX_BYTES = 256;
  private static final int STATX_BASIC_STATS = 0x7FF;
  private static final int STATX_DIOALIGN = 0x2000;
  private static final int STX_MASK = 0;
  private static final int STX_BLKSIZE = 4;
  private static final int STX_MODE = 28;
  private static final int STX_INO = 32;
  private static final int STX_SIZE = 40;
  private static final int STX_BLOCKS = 48;
  private static final int STX_RDEV_MAJOR = 128;
  private static final int STX_RDEV_MINOR = 132;
  private static final int STX_DEV_MAJOR = 136;
  private static final int STX_DEV_MINOR = 140;
  private static final int STX_DIO_MEM_ALIGN = 152;
  private static final int STX_DIO_OFFSET_ALIGN = 156;
  private static final int STX_BLOCK_UNIT = 512;

  private final Path path;
  private final int fd;

  private LinuxFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /**
   * Opens a file; it is closed when the process executes another program.
   *
   * @param flags {@code O_} constants
   * @param mode permissions of a file that is created, such as 0600 (octal)
   */
  public static LinuxFile open(Path path, int flags, int mode) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString(), StandardCharsets.UTF_8);
      int fd = FileCalls.open(name, flags | O_CLOEXEC, mode);
      if (fd < 0) {
        throw new SystemCallException("open", path.toString(), -fd);
      }
      return new LinuxFile(path, fd);
    }
  }

  /**
   * What is at a path, found out without opening it: a device notices nothing.
   *
   * @throws SystemCallException ENOENT if there is nothing
   */
  public static FileStatus look(Path path) throws SystemCallException {
    try (LinuxFile place = open(path, O_PATH, 0)) {
      return place.status();
    }
  }

  /** The path given when the file was opened. */
  public Path path() {
    return path;
  }

  /** The descriptor, for interfaces that take one. */
  public int fd() {
    return fd;
  }

  /** Reads up to {@code length} bytes to {@code address}; 0 at the end of the file. */
  public long pread(long address, long length, long offset) {
    return FileCalls.pread(fd, address, length, offset);
  }

  /** Writes up to {@code length} bytes from {@code address}. */
  public long pwrite(long address, long length, long offset) {
    return FileCalls.pwrite(fd, address, length, offset);
  }

  /** Like {@link #pwrite}; what it reports as written is on the medium (RWF_DSYNC). */
  public long pwriteDurable(long address, long length, long offset) {
    return FileCalls.pwritev2(fd, address, length, offset, FileCalls.RWF_DSYNC);
  }

  /** Reads into {@code count} struct iovec (address, length) at {@code vector}. */
  public long preadv(MemorySegment vector, int count, long offset) {
    return FileCalls.preadv(fd, vector.address(), count, offset);
  }

  /** Brings all written data to the medium. Returns 0 or a negative errno. */
  public int fdatasync() {
    return FileCalls.fdatasync(fd);
  }

  /** Manipulates the space of a range; {@code FALLOC_FL_} modes. Returns 0 or a negative errno. */
  public int fallocate(int mode, long offset, long length) {
    return FileCalls.fallocate(fd, mode, offset, length);
  }

  /** Brings data and everything about the file to the medium. */
  public void sync() throws SystemCallException {
    check("fsync", FileCalls.fsync(fd));
  }

  /** Sets the length in bytes; what is added is sparse. */
  public void truncate(long length) throws SystemCallException {
    check("ftruncate", FileCalls.ftruncate(fd, length));
  }

  /** Where the file or device ends, in bytes. */
  public long seekEnd() throws SystemCallException {
    return check("lseek", FileCalls.lseek(fd, 0, SEEK_END));
  }

  /**
   * Takes the advisory lock of the whole file (flock), which ends with this object.
   *
   * @param exclusive false to share it with others that share it
   * @return false if somebody else holds it; see {@link LockHolders}
   */
  public boolean tryLock(boolean exclusive) throws SystemCallException {
    int result = FileCalls.flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB);
    if (result == -Errno.EAGAIN) {
      return false;
    }
    check("flock", result);
    return true;
  }

  /** What the kernel knows about the file. */
  public FileStatus status() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment s = arena.allocate(STATX_BYTES, Long.BYTES);
      MemorySegment emptyPath = arena.allocate(1);
      int mask = STATX_BASIC_STATS | STATX_DIOALIGN;
      check("statx", FileCalls.statx(fd, emptyPath, mask, s));
      boolean dioKnown = (s.get(ValueLayout.JAVA_INT, STX_MASK) & STATX_DIOALIGN) != 0;
      return new FileStatus(
          FileStatus.Kind.ofMode(s.get(ValueLayout.JAVA_SHORT, STX_MODE) & 0xFFFF),
          s.get(ValueLayout.JAVA_LONG, STX_SIZE),
          s.get(ValueLayout.JAVA_LONG, STX_BLOCKS) * STX_BLOCK_UNIT,
          s.get(ValueLayout.JAVA_INT, STX_BLKSIZE),
          s.get(ValueLayout.JAVA_INT, STX_DEV_MAJOR),
          s.get(ValueLayout.JAVA_INT, STX_DEV_MINOR),
          s.get(ValueLayout.JAVA_LONG, STX_INO),
          s.get(ValueLayout.JAVA_INT, STX_RDEV_MAJOR),
          s.get(ValueLayout.JAVA_INT, STX_RDEV_MINOR),
          dioKnown ? s.get(ValueLayout.JAVA_INT, STX_DIO_MEM_ALIGN) : 0,
          dioKnown ? s.get(ValueLayout.JAVA_INT, STX_DIO_OFFSET_ALIGN) : 0);
    }
  }

  /** Closes the file and gives its lock back. Must be called once only. */
  @Override
  public void close() throws SystemCallException {
    int result = FileCalls.close(fd);
    // The descriptor is gone even then (close(2), "Dealing with error returns from close()").
    check("close", result);
  }

  private long check(String call, long result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(call, path.toString(), (int) -result);
    }
    return result;
  }
}
