package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.status.Status;
import java.io.IOException;

/**
 * Has the kernel carry steps out while the loop goes on.
 *
 * <p>Reads, writes, flushes, and what fallocate can do go to an {@link AsyncFile}: short transfers
 * are continued, and of a step in two parts (a read with Force Unit Access flushes first, durable
 * zeroes flush afterwards) one follows the other. The rest looks at the data more than once
 * (Compare, Verify), makes a detour (memory that direct I/O cannot take) or is a fall-back; it is
 * rare, and runs on the namespace's threads.
 */
final class AsyncRunner implements StepRunner, AsyncFile.Listener {
  private final LocalNamespace namespace;
  private final LocalQueue queue;
  private final FileStore store;
  private final WorkerRunner threads;
  private final Execution[] running;
  private final long alignmentMask;
  private final AsyncFile file;
  private Execution firstWaiting;
  private Execution lastWaiting;
  private boolean closed;

  /** What the kernel is to do now for a step. */
  enum Part {
    /** Nothing. */
    NONE,
    /** Nothing: a thread runs the whole step. */
    THREAD,
    /** Read what is missing. */
    READ,
    /** Write what is missing. */
    WRITE,
    /** Make durable what was written. */
    SYNC,
    /** Change the space of the range. */
    SPACE
  }

  AsyncRunner(
      LocalNamespace namespace,
      LocalQueue queue,
      FileStore store,
      WorkerThreads workers,
      AsyncFile.Opener opener)
      throws IOException {
    this.namespace = namespace;
    this.queue = queue;
    this.store = store;
    this.running = new Execution[queue.depth()];
    this.alignmentMask = store.memoryAlignment() - 1L;
    this.file = opener.open(queue.loop(), queue.depth(), this);
    this.threads = new WorkerRunner(namespace, queue, workers);
  }

  @Override
  public void start(Execution step) {
    // The namespace may have shrunk since the command was checked; under the hold it cannot.
    if (step.needs > namespace.geometry().bytes()) {
      done(step, Status.withDnr(Status.LBA_OUT_OF_RANGE));
      return;
    }
    step.moved = 0;
    begin(step, firstPart(step));
  }

  private Part firstPart(Execution step) {
    return switch (step.operation) {
      case NOTHING -> Part.NONE;
      case FLUSH -> file.syncs() ? Part.SYNC : Part.THREAD;
      case READ -> aligned(step) ? firstOfRead(step) : Part.THREAD;
      case WRITE -> aligned(step) ? Part.WRITE : Part.THREAD;
      case COPY_IN -> Part.READ;
      case COPY_OUT -> Part.WRITE;
      case ZERO, ZERO_DEALLOCATE -> file.fallocates() ? Part.SPACE : Part.THREAD;
      case DEALLOCATE ->
          file.fallocates() && store.deallocatesByFallocate() ? Part.SPACE : Part.THREAD;
      case COMPARE, COMPARE_AND_WRITE, VERIFY -> Part.THREAD;
    };
  }

  /** FUA: what is returned must be on the medium (NVM Command Set 1.1, 3.2.4 "Read command"). */
  private Part firstOfRead(Execution step) {
    if (!step.durable) {
      return Part.READ;
    }
    return file.syncs() ? Part.SYNC : Part.THREAD;
  }

  private boolean aligned(Execution step) {
    return (step.data().address() & alignmentMask) == 0;
  }

  private void begin(Execution step, Part part) {
    step.part = part;
    switch (part) {
      case NONE -> done(step, Status.SUCCESS);
      case THREAD -> threads.start(step);
      case READ, SPACE -> issue(step);
      case WRITE, SYNC -> {
        if (store.lostWrites() && (part == Part.SYNC || step.durable)) {
          done(step, Status.WRITE_FAULT);
        } else {
          issue(step);
        }
      }
    }
  }

  private void issue(Execution step) {
    // Who came first goes first.
    if (firstWaiting != null || !issued(step)) {
      await(step);
    }
  }

  private boolean issued(Execution step) {
    int tag = step.command.index();
    boolean taken =
        switch (step.part) {
          case READ -> file.read(tag, address(step), left(step), step.offset + step.moved);
          case WRITE ->
              file.write(tag, address(step), left(step), step.offset + step.moved, step.durable);
          case SYNC -> file.sync(tag);
          case SPACE -> file.fallocate(tag, mode(step), step.offset, step.length);
          case NONE, THREAD -> throw new IllegalStateException("nothing to issue");
        };
    if (taken) {
      running[tag] = step;
    }
    return taken;
  }

  private static long address(Execution step) {
    long start =
        switch (step.operation) {
          case COPY_IN, COPY_OUT -> step.copyBuffer.segment().address();
          default -> step.data().address();
        };
    return start + step.moved;
  }

  private static int left(Execution step) {
    return (int) (step.length - step.moved);
  }

  private static int mode(Execution step) {
    return FileStore.zeroMode(step.operation != Operation.ZERO);
  }

  private void await(Execution step) {
    step.nextWaiting = null;
    if (firstWaiting == null) {
      firstWaiting = step;
    } else {
      lastWaiting.nextWaiting = step;
    }
    lastWaiting = step;
  }

  @Override
  public void room() {
    while (firstWaiting != null && issued(firstWaiting)) {
      firstWaiting = firstWaiting.nextWaiting;
    }
  }

  @Override
  public void completed(int tag, int result) {
    Execution step = running[tag];
    running[tag] = null;
    if (result == -Errno.ECANCELED) {
      done(step, step.giveUp != Status.SUCCESS ? step.giveUp : Status.ABORT_REQUESTED);
      return;
    }
    switch (step.part) {
      case READ, WRITE -> transferred(step, result);
      case SYNC -> synced(step, result);
      case SPACE -> spaceChanged(step, result);
      case NONE, THREAD -> throw new IllegalStateException("nothing was issued");
    }
  }

  private void transferred(Execution step, int result) {
    int usable = store.usable(result, left(step));
    if (usable > 0) {
      step.moved += usable;
      if (step.moved == step.length) {
        done(step, written(step));
      } else {
        issue(step);
      }
    } else if (result == -Errno.EINTR) {
      issue(step);
    } else if (result == -Errno.EAGAIN) {
      leaveToThread(step);
    } else {
      long at = step.offset + step.moved;
      done(
          step,
          step.part == Part.READ
              ? store.readError(at, result)
              : store.writeError(step.durable, at, result));
    }
  }

  /** The kernel tells a loss once: another durable write beside this one may have been told. */
  private int written(Execution step) {
    return step.durable && step.part == Part.WRITE && store.lostWrites()
        ? Status.WRITE_FAULT
        : Status.SUCCESS;
  }

  private void synced(Execution step, int result) {
    if (result == -Errno.EINTR) {
      issue(step);
    } else if (result < 0) {
      done(step, store.flushError(result));
    } else if (store.lostWrites()) {
      // The kernel tells a loss once: another sync that ran beside this one has been told.
      done(step, Status.WRITE_FAULT);
    } else if (step.operation == Operation.READ) {
      begin(step, Part.READ);
    } else {
      done(step, Status.SUCCESS);
    }
  }

  private void spaceChanged(Execution step, int result) {
    if (result == -Errno.EOPNOTSUPP || result == -Errno.EINTR) {
      leaveToThread(step);
    } else if (result < 0) {
      String what = step.operation == Operation.DEALLOCATE ? "deallocate" : "zero";
      done(step, store.writeError(what, step.offset, result));
    } else if (step.durable) {
      begin(step, Part.SYNC);
    } else {
      done(step, Status.SUCCESS);
    }
  }

  /** From the start of the step, which does no harm under its hold. */
  private void leaveToThread(Execution step) {
    begin(step, Part.THREAD);
    threads.flush();
  }

  private void done(Execution step, int status) {
    step.status = status;
    namespace.gate().release(step.hold());
    queue.stepDone(step);
  }

  @Override
  public void flush() {
    if (!closed) {
      file.submit();
      threads.flush();
    }
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very step is meant
  public boolean cancel(Execution step) {
    if (step.part == Part.THREAD) {
      return threads.cancel(step);
    }
    int tag = step.command.index();
    if (running[tag] == step) {
      file.cancel(tag);
      file.submit();
      return false;
    }
    return stopWaiting(step);
  }

  @SuppressWarnings("ReferenceEquality") // the very step is meant
  private boolean stopWaiting(Execution step) {
    Execution before = null;
    for (Execution at = firstWaiting; at != null; at = at.nextWaiting) {
      if (at == step) {
        if (before == null) {
          firstWaiting = step.nextWaiting;
        } else {
          before.nextWaiting = step.nextWaiting;
        }
        if (lastWaiting == step) {
          lastWaiting = before;
        }
        return true;
      }
      before = at;
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    file.close();
    threads.close();
  }
}
