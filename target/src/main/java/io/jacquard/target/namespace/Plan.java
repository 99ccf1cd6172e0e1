package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.wire.Sqe;

/**
 * Cuts a checked command into steps: one for most, several for those that may touch much of the
 * medium, so that none holds a range or a thread for long. Allocates nothing.
 */
final class Plan {
  private static final long VERIFY_CHUNK = 1 << 20;

  private final int blockShift;
  private final long zeroChunk;
  private final long deallocateChunk;

  Plan(NamespaceGeometry geometry, BlockStore store) {
    blockShift = geometry.blockShift();
    zeroChunk = store.largestZero();
    deallocateChunk = store.largestDeallocate();
  }

  /** Sets the first step of the execution's command. */
  void first(Execution execution) {
    Sqe sqe = execution.command.sqe();
    execution.durable = sqe.fua();
    switch (sqe.opcode()) {
      case NvmOpcode.FLUSH -> execution.step(Operation.FLUSH, 0, 0);
      case NvmOpcode.READ -> whole(execution, Operation.READ);
      case NvmOpcode.WRITE -> whole(execution, Operation.WRITE);
      case NvmOpcode.COMPARE ->
          whole(
              execution,
              execution.second == null ? Operation.COMPARE : Operation.COMPARE_AND_WRITE);
      case NvmOpcode.VERIFY, NvmOpcode.WRITE_ZEROES -> chunk(execution);
      case NvmOpcode.DATASET_MANAGEMENT -> {
        execution.durable = false;
        execution.step(Operation.NOTHING, 0, 0);
        if (NvmCheck.dsmDeallocates(sqe)) {
          deallocate(execution);
        }
      }
      case NvmOpcode.COPY -> {
        execution.target = sqe.slba() << blockShift;
        copyIn(execution);
      }
      default -> throw new IllegalStateException("opcode " + sqe.opcode() + " was not refused");
    }
    if (execution.second != null) {
      execution.durable = execution.second.sqe().fua();
    }
  }

  /**
   * Sets the step after the one that has just succeeded.
   *
   * @return false if that was the last
   */
  boolean next(Execution execution) {
    return switch (execution.command.sqe().opcode()) {
      case NvmOpcode.VERIFY, NvmOpcode.WRITE_ZEROES -> {
        execution.done += execution.length;
        yield chunk(execution);
      }
      case NvmOpcode.DATASET_MANAGEMENT -> {
        execution.done += execution.length;
        yield execution.operation == Operation.DEALLOCATE && deallocate(execution);
      }
      case NvmOpcode.COPY -> copyNext(execution);
      default -> false;
    };
  }

  private void whole(Execution execution, Operation operation) {
    Sqe sqe = execution.command.sqe();
    execution.step(operation, sqe.slba() << blockShift, (long) sqe.blocks() << blockShift);
  }

  /** The next piece of a command with one range and no data. */
  private boolean chunk(Execution execution) {
    Sqe sqe = execution.command.sqe();
    long left = ((long) sqe.blocks() << blockShift) - execution.done;
    if (left == 0) {
      return false;
    }
    long at = (sqe.slba() << blockShift) + execution.done;
    if (sqe.opcode() == NvmOpcode.VERIFY) {
      execution.step(Operation.VERIFY, at, Math.min(left, VERIFY_CHUNK));
    } else if (sqe.deallocate()) {
      execution.step(Operation.ZERO_DEALLOCATE, at, Math.min(left, deallocateChunk));
    } else {
      execution.step(Operation.ZERO, at, Math.min(left, zeroChunk));
    }
    return true;
  }

  private boolean deallocate(Execution execution) {
    Command command = execution.command;
    int ranges = DatasetRange.count(command.sqe());
    while (execution.range < ranges) {
      long bytes = DatasetRange.blocks(command.data().bytes(), execution.range) << blockShift;
      if (execution.done < bytes) {
        long at =
            (DatasetRange.start(command.data().bytes(), execution.range) << blockShift)
                + execution.done;
        execution.step(Operation.DEALLOCATE, at, Math.min(bytes - execution.done, deallocateChunk));
        return true;
      }
      execution.range++;
      execution.done = 0;
    }
    return false;
  }

  private void copyIn(Execution execution) {
    Command command = execution.command;
    long bytes =
        (long) CopySourceRange.blocks(command.data().bytes(), execution.range) << blockShift;
    long from =
        (CopySourceRange.start(command.data().bytes(), execution.range) << blockShift)
            + execution.done;
    long length = Math.min(bytes - execution.done, Execution.COPY_CHUNK);
    execution.step(Operation.COPY_IN, from, length);
    // The lowest range not copied is what a failed Copy tells (NVM Command Set 1.1, 3.2.2).
    execution.result = execution.range;
  }

  private boolean copyNext(Execution execution) {
    if (execution.operation == Operation.COPY_IN) {
      execution.step(Operation.COPY_OUT, execution.target, execution.length);
      return true;
    }
    execution.target += execution.length;
    execution.done += execution.length;
    Command command = execution.command;
    if (execution.done
        == (long) CopySourceRange.blocks(command.data().bytes(), execution.range) << blockShift) {
      execution.range++;
      execution.done = 0;
    }
    if (execution.range == CopySourceRange.count(command.sqe())) {
      execution.result = 0;
      return false;
    }
    copyIn(execution);
    return true;
  }
}
