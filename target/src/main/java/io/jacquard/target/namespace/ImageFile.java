package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.BlockLimits;
import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.FileStatus;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.LockHolders;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.namespace.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image that is open, locked against other targets, of the right size, and looked at.
 *
 * @param options what was asked for, fitted to what is there
 * @param file for sizes, space and syncing; holds the lock
 * @param data for reading and writing: bypasses the page cache if {@code direct}. Another
 *     description of the open file in any case: the kernel tells each of them once what the page
 *     cache has lost, and what a durable write is told a later flush must be told too
 * @param status as it was when it was opened
 * @param limits of a block device: what the kernel knows of it
 * @param bytes its size
 * @param direct whether the page cache is bypassed
 * @param access "direct I/O", or "buffered I/O" and why
 */
record ImageFile(
    FileOptions options,
    LinuxFile file,
    LinuxFile data,
    FileStatus status,
    Optional<BlockLimits> limits,
    long bytes,
    boolean direct,
    String access) {
  private static final Logger LOG = LoggerFactory.getLogger(ImageFile.class);
  private static final long DEFAULT_SIZE = 1L << 30;
  private static final int OWNER_ONLY = 0600;
  private static final Path DEVICES = Path.of("/dev");
  private static final Path SHARED_MEMORY = DEVICES.resolve("shm");

  /**
   * Opens the image, making it if it does not exist.
   *
   * @throws IOException if it cannot be had; the message names it and what to do
   */
  static ImageFile open(FileOptions asked) throws IOException {
    Optional<BlockLimits> limits = limitsOf(asked.path());
    FileOptions options = limits.isPresent() ? asked.on(limits.get()) : asked;
    if (options.readOnly() && !asked.readOnly()) {
      LOG.info("{} is a read-only device: writes are refused", asked.path());
    }
    LinuxFile file = openOrCreate(options, limits.isPresent());
    try {
      FileStatus status = file.status();
      checkKind(options, status);
      lock(options, file, status);
      long bytes = fit(options, file, status);
      DirectAccess access = DirectAccess.open(options);
      if (isZoned(limits) && !access.direct()) {
        access.file().close();
        throw new IOException(
            options.path()
                + " is a zoned device, which the page cache would not write in order: it needs"
                + " direct I/O, but is used by "
                + access.description());
      }
      return new ImageFile(
          options,
          file,
          access.file(),
          file.status(),
          limits,
          bytes,
          access.direct(),
          access.description());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Optional<BlockLimits> limitsOf(Path path) throws IOException {
    try {
      FileStatus status = LinuxFile.look(path);
      return status.kind() == FileStatus.Kind.BLOCK_DEVICE
          ? Optional.of(BlockLimits.of(status.specialMajor(), status.specialMinor()))
          : Optional.empty();
    } catch (SystemCallException e) {
      // Whatever is wrong with the path, opening it says so.
      return Optional.empty();
    }
  }

  private static boolean isZoned(Optional<BlockLimits> limits) {
    return limits.isPresent() && limits.get().zoned();
  }

  /** True if this is a device that is written zone by zone. */
  boolean isZoned() {
    return isZoned(limits);
  }

  /** True if this is a device, whose size is what it is. */
  boolean isDevice() {
    return limits.isPresent();
  }

  /** True if completions of direct I/O can be looked for at the device that holds the data. */
  boolean polls() {
    if (limits.isPresent()) {
      return limits.get().polled();
    }
    try {
      return BlockLimits.of(status.deviceMajor(), status.deviceMinor()).polled();
    } catch (IOException e) {
      // A file system without a device of its own.
      return false;
    }
  }

  /** Gives the file and its lock back. */
  void close() throws SystemCallException {
    try {
      data.close();
    } finally {
      file.close();
    }
  }

  private static LinuxFile openOrCreate(FileOptions options, boolean device) throws IOException {
    Path path = options.path();
    try {
      int access = options.readOnly() ? LinuxFile.O_RDONLY : LinuxFile.O_RDWR;
      // On a block device O_EXCL keeps the kernel from mounting what is exported.
      int exclusive = device && !options.readOnly() ? LinuxFile.O_EXCL : 0;
      return LinuxFile.open(path, access | exclusive, 0);
    } catch (SystemCallException e) {
      if (e.errno() == Errno.ENOENT && !options.readOnly()) {
        return create(options);
      }
      throw new IOException(e.getMessage() + openHint(options, e.errno()), e);
    }
  }

  private static String openHint(FileOptions options, int errno) {
    return switch (errno) {
      case Errno.ENOENT -> ": a read-only image must exist";
      case Errno.EACCES, Errno.EPERM, Errno.EROFS ->
          options.readOnly()
              ? ": let this user read it"
              : ": let this user write it, or add '?readonly'";
      case Errno.EISDIR -> ": name a file in it";
      case Errno.EBUSY -> ": unmount it, or stop what uses it";
      default -> "";
    };
  }

  /** A device that is not there, or misspelt, must not become a file, which is in memory there. */
  private static void requireNoDeviceName(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (absolute.startsWith(DEVICES) && !absolute.startsWith(SHARED_MEMORY)) {
      throw new IOException(
          "there is no device " + path + ": 'jacquard enum' lists those that there are");
    }
  }

  private static LinuxFile create(FileOptions options) throws IOException {
    Path path = options.path();
    requireNoDeviceName(path);
    long size = options.size().orElse(DEFAULT_SIZE);
    LinuxFile file;
    try {
      int flags = LinuxFile.O_RDWR | LinuxFile.O_CREAT | LinuxFile.O_EXCL;
      file = LinuxFile.open(path, flags, OWNER_ONLY);
    } catch (SystemCallException e) {
      boolean noParent = e.errno() == Errno.ENOENT;
      throw new IOException(
          e.getMessage() + (noParent ? ": create the directory first" : ": not created"), e);
    }
    try {
      file.truncate(size);
      file.sync();
      syncDirectory(path);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    LOG.info(
        "created {}, sparse, {}{}",
        path.toAbsolutePath(),
        ByteSize.describe(size),
        options.size().isPresent() ? "" : "; for another size write " + path + "?size=10G");
    return file;
  }

  /** A new file survives a loss of power only when its directory has been synced too. */
  private static void syncDirectory(Path path) throws SystemCallException {
    Path parent = path.toAbsolutePath().getParent();
    try (LinuxFile directory = LinuxFile.open(parent, LinuxFile.O_RDONLY, 0)) {
      directory.sync();
    }
  }

  private static void checkKind(FileOptions options, FileStatus status) throws IOException {
    switch (status.kind()) {
      case REGULAR, BLOCK_DEVICE -> {}
      case DIRECTORY ->
          throw new IOException(options.path() + " is a directory: name a file in it");
      case CHARACTER_DEVICE, OTHER ->
          throw new IOException(options.path() + " is neither a file nor a block device");
    }
  }

  private static void lock(FileOptions options, LinuxFile file, FileStatus status)
      throws IOException {
    if (!file.tryLock(!options.readOnly())) {
      String holder = LockHolders.of(status).orElse("another process");
      throw new IOException(
          options.path()
              + " is in use by "
              + holder
              + ": an image can be exported by one target only; stop that one, or open it readonly"
              + " in all");
    }
  }

  /** Brings the image to the wanted size and returns what can be exported of it. */
  private static long fit(FileOptions options, LinuxFile file, FileStatus status)
      throws IOException {
    boolean device = status.kind() == FileStatus.Kind.BLOCK_DEVICE;
    long bytes = device ? file.seekEnd() : status.size();
    OptionalLong wanted = options.size();
    if (wanted.isPresent() && wanted.getAsLong() != bytes) {
      bytes = grow(options, file, bytes, device, wanted.getAsLong());
    }
    long whole = bytes - bytes % options.block();
    if (whole == 0) {
      throw new IOException(
          options.path() + " is empty: give it a size, " + options.path() + "?size=10G");
    }
    if (whole != bytes) {
      LOG.warn(
          "{}: the last {} bytes are not a whole block of {} and are not exported",
          options.path(),
          bytes - whole,
          options.block());
    }
    return whole;
  }

  private static long grow(
      FileOptions options, LinuxFile file, long bytes, boolean device, long wanted)
      throws IOException {
    String has = options.path() + " has " + ByteSize.describe(bytes) + ", not size=" + wanted;
    if (device) {
      throw new IOException(has + ", and is a device: leave size out");
    }
    if (options.readOnly()) {
      throw new IOException(has + ", and is read-only: leave size out");
    }
    if (wanted < bytes) {
      throw new IOException(
          has + ": nothing is cut off on opening; leave size out, or cut it with truncate(1)");
    }
    file.truncate(wanted);
    file.sync();
    LOG.info("{} grown from {} to {}", options.path(), bytes, ByteSize.describe(wanted));
    return wanted;
  }
}
