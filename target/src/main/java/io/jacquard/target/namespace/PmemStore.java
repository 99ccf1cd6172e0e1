package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.PersistentMapping;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persistent memory as a store: a file that is mapped. The cache lines of a write are written back
 * before it is done, so that it has survived; where Java cannot do that, a flush does it, by
 * fdatasync.
 *
 * <p>What the medium has lost, and what somebody has cut off, is an error of the command that meets
 * it. What a failed fdatasync has lost the kernel tells once: no later flush succeeds.
 */
final class PmemStore implements BlockStore {
  private static final Logger LOG = LoggerFactory.getLogger(PmemStore.class);
  private static final long LARGEST_ZERO = 2 << 20;
  private static final long LARGEST_DEALLOCATE = 64 << 20;

  private final ImageFile image;
  private final LinuxFile file;
  private final PersistentMapping mapping;
  private final MemorySegment memory;
  private final AtomicLong errors = new AtomicLong();
  private volatile boolean lostWrites;

  PmemStore(ImageFile image, PersistentMapping mapping) {
    this.image = image;
    this.file = image.file();
    this.mapping = mapping;
    this.memory = mapping.memory();
  }

  /** True if a step does not wait for the file system. */
  boolean atOnce(Execution step) {
    return switch (step.operation) {
      case DEALLOCATE, ZERO_DEALLOCATE -> false;
      case NOTHING, READ, WRITE, ZERO, FLUSH, COMPARE, COMPARE_AND_WRITE, VERIFY -> syncs(step);
      case COPY_IN, COPY_OUT -> syncs(step);
    };
  }

  private boolean syncs(Execution step) {
    return mapping.writesBack() || !step.durable && step.operation != Operation.FLUSH;
  }

  @Override
  public int read(long offset, MemorySegment into, int length) {
    try {
      MemorySegment.copy(memory, offset, into, 0, length);
      PersistentMapping.faultsHere();
      return Status.SUCCESS;
    } catch (InternalError lost) {
      report("read", offset, lost.getMessage());
      return Status.UNRECOVERED_READ_ERROR;
    }
  }

  @Override
  public int write(long offset, MemorySegment from, int length, boolean durable) {
    try {
      MemorySegment.copy(from, 0, memory, offset, length);
      PersistentMapping.faultsHere();
    } catch (InternalError lost) {
      report("write", offset, lost.getMessage());
      return Status.WRITE_FAULT;
    }
    return stored(offset, length, durable);
  }

  private int stored(long offset, long length, boolean durable) {
    if (mapping.writesBack()) {
      mapping.writeBack(offset, length);
      return Status.SUCCESS;
    }
    return durable ? flush() : Status.SUCCESS;
  }

  @Override
  public int flush() {
    if (lostWrites) {
      return Status.WRITE_FAULT;
    }
    return mapping.writesBack() ? Status.SUCCESS : sync();
  }

  private int sync() {
    int result;
    do {
      result = file.fdatasync();
    } while (result == -Errno.EINTR);
    if (result < 0) {
      lostWrites = true;
      report("flush", 0, Errno.name(-result));
      return ErrnoStatus.ofWrite(-result);
    }
    // Another sync that ran beside this one may have been told of a loss.
    return lostWrites ? Status.WRITE_FAULT : Status.SUCCESS;
  }

  @Override
  public int zero(long offset, long length, boolean deallocate, boolean durable) {
    if (deallocate && punch(offset, length) == 0) {
      return punched(durable);
    }
    try {
      memory.asSlice(offset, length).fill((byte) 0);
      PersistentMapping.faultsHere();
    } catch (InternalError lost) {
      report("zero", offset, lost.getMessage());
      return Status.WRITE_FAULT;
    }
    return stored(offset, length, durable);
  }

  @Override
  public int deallocate(long offset, long length) {
    int result = punch(offset, length);
    if (result < 0 && result != -Errno.EOPNOTSUPP) {
      report("deallocate", offset, Errno.name(-result));
      return ErrnoStatus.ofWrite(-result);
    }
    return punched(false);
  }

  /** Who promises that nothing is lost must not lose what the file system noted either. */
  private int punched(boolean durable) {
    return durable || mapping.writesBack() ? sync() : Status.SUCCESS;
  }

  /** The mapping follows: what was punched reads as zeroes. */
  private int punch(long offset, long length) {
    return file.fallocate(FileStore.zeroMode(true), offset, length);
  }

  @Override
  public int memoryAlignment() {
    return 1;
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
  public void resize(long bytes) {
    throw new UnsupportedOperationException("mapped memory has a fixed size");
  }

  @Override
  public void close() {
    mapping.close();
    try {
      image.close();
    } catch (IOException e) {
      LOG.error("closing {} failed", file.path(), e);
    }
  }

  /** Logs the first error and then ever fewer of them. */
  private void report(String what, long offset, String why) {
    long count = errors.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn("{}: {} at byte {} failed ({} so far): {}", file.path(), what, offset, count, why);
    }
  }
}
