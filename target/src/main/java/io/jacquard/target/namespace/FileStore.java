package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.BlockIoctl;
import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file or block device as a store. All of it blocks.
 *
 * <p>What was written lies in the page cache or in the device's cache until a flush (fdatasync);
 * durable writes go through both (RWF_DSYNC).
 */
final class FileStore implements BlockStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
  private static final long LARGEST_ZERO = 8 << 20;

  /** Hosts trim whole disks with one command and wait half a minute: this must not be small. */
  private static final long LARGEST_DEALLOCATE = 256 << 20;

  private static final int ZEROES_BYTES = 128 << 10;
  private static final IoMemory ZEROES = IoMemory.allocate(ZEROES_BYTES);

  private final ImageFile image;
  private final LinuxFile file;
  private final LinuxFile data;
  private final int alignment;
  private final AtomicLong errors = new AtomicLong();
  private volatile boolean lostWrites;

  FileStore(ImageFile image) {
    int blockSize = image.options().block();
    this.image = image;
    this.file = image.file();
    this.data = image.data();
    this.alignment =
        image.direct() ? Math.max(image.status().directMemoryAlignment(), blockSize) : 1;
  }

  @Override
  public int read(long offset, MemorySegment into, int length) {
    int done = 0;
    while (done < length) {
      long count = data.pread(into.address() + done, length - done, offset + done);
      int usable = usable(count, length - done);
      if (usable > 0) {
        done += usable;
      } else if (count != -Errno.EINTR) {
        return readError(offset + done, count);
      }
    }
    return Status.SUCCESS;
  }

  @Override
  public int write(long offset, MemorySegment from, int length, boolean durable) {
    return writeAll(offset, from.address(), length, durable);
  }

  private int writeAll(long offset, long address, int length, boolean durable) {
    if (durable && lostWrites) {
      return Status.WRITE_FAULT;
    }
    int done = 0;
    while (done < length) {
      long count =
          durable
              ? data.pwriteDurable(address + done, length - done, offset + done)
              : data.pwrite(address + done, length - done, offset + done);
      int usable = usable(count, length - done);
      if (usable > 0) {
        done += usable;
      } else if (count != -Errno.EINTR) {
        return writeError(durable, offset + done, count);
      }
    }
    // The kernel tells a loss once: another durable write beside this one may have been told.
    return durable && lostWrites ? Status.WRITE_FAULT : Status.SUCCESS;
  }

  /** A short transfer past the page cache can end within a block; go on from the block's start. */
  int usable(long count, int wanted) {
    return count < wanted && count > 0 ? (int) count & -alignment : (int) count;
  }

  @Override
  public int flush() {
    if (lostWrites) {
      return Status.WRITE_FAULT;
    }
    int result;
    do {
      result = file.fdatasync();
    } while (result == -Errno.EINTR);
    if (result < 0) {
      return flushError(result);
    }
    // The kernel tells a loss once: another sync that ran beside this one may have been told.
    return lostWrites ? Status.WRITE_FAULT : Status.SUCCESS;
  }

  @Override
  public int zero(long offset, long length, boolean deallocate, boolean durable) {
    int result = file.fallocate(zeroMode(deallocate), offset, length);
    if (result == -Errno.EOPNOTSUPP || result == -Errno.EINTR) {
      // Such as tmpfs, which cannot zero a range but punch holes; those would not keep the space.
      return writeZeroes(offset, length, durable);
    }
    if (result < 0) {
      return writeError("zero", offset, result);
    }
    return durable ? flush() : Status.SUCCESS;
  }

  /** The fallocate mode that zeroes. */
  static int zeroMode(boolean deallocate) {
    return LinuxFile.FALLOC_FL_KEEP_SIZE
        | (deallocate ? LinuxFile.FALLOC_FL_PUNCH_HOLE : LinuxFile.FALLOC_FL_ZERO_RANGE);
  }

  private int writeZeroes(long offset, long length, boolean durable) {
    for (long done = 0; done < length; done += ZEROES_BYTES) {
      int chunk = (int) Math.min(ZEROES_BYTES, length - done);
      int status = writeAll(offset + done, ZEROES.segment().address(), chunk, durable);
      if (status != Status.SUCCESS) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  @Override
  public int deallocate(long offset, long length) {
    // On a device fallocate zeroes, which need not give any space back.
    int result =
        image.isDevice()
            ? BlockIoctl.discard(file.fd(), offset, length)
            : file.fallocate(zeroMode(true), offset, length);
    if (result == -Errno.EOPNOTSUPP) {
      // Deallocation is a hint where it cannot be done, and the geometry promises no zeroes.
      return Status.SUCCESS;
    }
    return result < 0 ? writeError("deallocate", offset, result) : Status.SUCCESS;
  }

  /** True if the space of a range can be given back. */
  boolean canDeallocate(long end) {
    // Beyond the end of a file this changes nothing.
    return image
        .limits()
        .map(limits -> limits.discardMost() > 0)
        .orElseGet(() -> file.fallocate(zeroMode(true), end, IoMemory.PAGE) != -Errno.EOPNOTSUPP);
  }

  @Override
  public int memoryAlignment() {
    return alignment;
  }

  @Override
  public long largestZero() {
    return LARGEST_ZERO;
  }

  @Override
  public long largestDeallocate() {
    return LARGEST_DEALLOCATE;
  }

  @Override
  public void resize(long bytes) throws IOException {
    file.truncate(bytes);
    file.sync();
  }

  @Override
  public void close() {
    try {
      image.close();
    } catch (IOException e) {
      LOG.error("closing the image failed", e);
    }
  }

  /** The status for a read that moved nothing. */
  int readError(long offset, long count) {
    if (count == 0) {
      report("read", offset, "the file ends here: was it cut while in use?");
      return Status.UNRECOVERED_READ_ERROR;
    }
    int errno = (int) -count;
    report("read", offset, Errno.describe(errno) + " (" + Errno.name(errno) + ")");
    return ErrnoStatus.ofRead(errno);
  }

  /**
   * The status for a write that did nothing. A durable one ends with a sync, which may have been
   * told of another's loss in its place. What it was told beside that, such as that there is no
   * space, may concern itself alone: if not, the next flush is told as well, see {@link ImageFile}.
   */
  int writeError(boolean durable, long offset, long count) {
    if (durable && !image.direct() && count == -Errno.EIO) {
      lostWrites = true;
    }
    return writeError("write", offset, count);
  }

  /** The status for a write, or another change, that did nothing. */
  int writeError(String what, long offset, long count) {
    if (count == 0) {
      report(what, offset, "nothing was written");
      return Status.WRITE_FAULT;
    }
    int errno = (int) -count;
    report(what, offset, Errno.describe(errno) + " (" + Errno.name(errno) + ")");
    return ErrnoStatus.ofWrite(errno);
  }

  /** True if fallocate gives the space of a range back, so that it reads as zeroes. */
  boolean deallocatesByFallocate() {
    return !image.isDevice();
  }

  /** True if a sync has failed, so that nothing may be called durable any more. */
  boolean lostWrites() {
    return lostWrites;
  }

  /**
   * After a failed sync the kernel drops the page cache's dirty pages and reports the loss once
   * only, but every host must hear of it: no later flush may claim that all is well.
   */
  int flushError(int result) {
    if (!image.direct()) {
      lostWrites = true;
    }
    return writeError("flush", 0, result);
  }

  /** Logs the first error and then ever fewer of them: a broken disk fails every command. */
  private void report(String what, long offset, String why) {
    long count = errors.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn("{}: {} at byte {} failed ({} so far): {}", file.path(), what, offset, count, why);
    }
  }
}
