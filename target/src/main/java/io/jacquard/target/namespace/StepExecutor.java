package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.status.Status;
import java.lang.foreign.MemorySegment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one step out on the store and gives its range back. Belongs to one thread; blocks as long
 * as the store does.
 */
final class StepExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(StepExecutor.class);
  private static final int SCRATCH_BYTES = 128 << 10;

  private final LocalNamespace namespace;
  private final BlockStore store;
  private final long alignmentMask;
  private IoMemory scratch;

  StepExecutor(LocalNamespace namespace) {
    this.namespace = namespace;
    this.store = namespace.store();
    this.alignmentMask = store.memoryAlignment() - 1L;
  }

  /** Runs the step, sets its status and releases its range. */
  void run(Execution step) {
    try {
      // The namespace may have shrunk since the command was checked; under the hold it cannot.
      if (step.needs > namespace.geometry().bytes()) {
        step.status = Status.withDnr(Status.LBA_OUT_OF_RANGE);
      } else {
        step.status = execute(step);
      }
    } catch (RuntimeException | LinkageError | AssertionError bug) {
      LOG.error("{}: {} at {} failed", namespace, step.operation, step.offset, bug);
      step.status = Status.INTERNAL_ERROR;
    }
    if (step.second != null && step.status != Status.SUCCESS) {
      step.secondStatus = Status.ABORTED_FAILED_FUSED;
    }
    namespace.gate().release(step.hold());
  }

  private int execute(Execution step) {
    return switch (step.operation) {
      case NOTHING -> Status.SUCCESS;
      case FLUSH -> store.flush();
      case READ -> read(step);
      case WRITE -> write(step, step.command);
      case ZERO -> store.zero(step.offset, step.length, false, step.durable);
      case ZERO_DEALLOCATE -> store.zero(step.offset, step.length, true, step.durable);
      case DEALLOCATE -> store.deallocate(step.offset, step.length);
      case COMPARE -> compare(step);
      case COMPARE_AND_WRITE -> compareAndWrite(step);
      case VERIFY -> verify(step);
      case COPY_IN -> store.read(step.offset, step.copyBuffer.segment(), (int) step.length);
      case COPY_OUT ->
          store.write(step.offset, step.copyBuffer.segment(), (int) step.length, step.durable);
    };
  }

  private int read(Execution step) {
    if (step.durable) {
      // FUA: what is returned must be on the medium (NVM Command Set 1.1, 3.2.4 "Read command").
      int flushed = store.flush();
      if (flushed != Status.SUCCESS) {
        return flushed;
      }
    }
    IoBuffer data = step.data();
    if (aligned(data)) {
      return store.read(step.offset, data.segment(), (int) step.length);
    }
    for (int done = 0; done < step.length; done += SCRATCH_BYTES) {
      int chunk = (int) Math.min(SCRATCH_BYTES, step.length - done);
      int status = store.read(step.offset + done, scratch(), chunk);
      if (status != Status.SUCCESS) {
        return status;
      }
      MemorySegment.copy(scratch(), 0, data.segment(), done, chunk);
    }
    return Status.SUCCESS;
  }

  private int write(Execution step, Command command) {
    IoBuffer data = command.data();
    if (aligned(data)) {
      return store.write(step.offset, data.segment(), (int) step.length, step.durable);
    }
    for (int done = 0; done < step.length; done += SCRATCH_BYTES) {
      int chunk = (int) Math.min(SCRATCH_BYTES, step.length - done);
      MemorySegment.copy(data.segment(), done, scratch(), 0, chunk);
      int status = store.write(step.offset + done, scratch(), chunk, step.durable);
      if (status != Status.SUCCESS) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  private int compare(Execution step) {
    MemorySegment data = step.data().segment();
    for (int done = 0; done < step.length; done += SCRATCH_BYTES) {
      int chunk = (int) Math.min(SCRATCH_BYTES, step.length - done);
      int status = store.read(step.offset + done, scratch(), chunk);
      if (status != Status.SUCCESS) {
        return status;
      }
      if (MemorySegment.mismatch(scratch(), 0, chunk, data, done, (long) done + chunk) >= 0) {
        return Status.COMPARE_FAILURE;
      }
    }
    return Status.SUCCESS;
  }

  private int compareAndWrite(Execution step) {
    int status = compare(step);
    if (status == Status.SUCCESS) {
      step.secondStatus = write(step, step.second);
    }
    return status;
  }

  private int verify(Execution step) {
    for (int done = 0; done < step.length; done += SCRATCH_BYTES) {
      int chunk = (int) Math.min(SCRATCH_BYTES, step.length - done);
      int status = store.read(step.offset + done, scratch(), chunk);
      if (status != Status.SUCCESS) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  private boolean aligned(IoBuffer data) {
    return (data.address() & alignmentMask) == 0;
  }

  private MemorySegment scratch() {
    if (scratch == null) {
      scratch = IoMemory.allocate(SCRATCH_BYTES);
    }
    return scratch.segment();
  }
}
