package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The execution of one command in a {@link LocalQueue}: the step to do now, the range that it
 * holds, and where a command of several steps has got to. One for each index of the queue that is
 * used, made once.
 *
 * <p>Belongs to the queue's loop, and while a step runs to the thread that runs it.
 */
final class Execution {
  /** Bytes that a Copy moves in one step. */
  static final int COPY_CHUNK = 128 << 10;

  // Where a step is on its way through a runner that has a line of waiting steps.
  private static final int IDLE = 0;
  private static final int QUEUED = 1;
  private static final int WITHDRAWN = 2;
  private static final int RUNNING = 3;

  private final LocalQueue queue;
  private final RangeHold hold = new RangeHold();
  private final AtomicInteger place = new AtomicInteger(IDLE);

  /** The command, null when there is none. */
  Command command;

  /** The write of a fused pair; null for any other command. */
  Command second;

  /** The execution that carries this index's command out as the second of its pair. */
  Execution leader;

  /** What the step does. */
  Operation operation = Operation.NOTHING;

  /** Where the step begins, in bytes. */
  long offset;

  /** How long the step is, in bytes. */
  long length;

  /** The step's data must be on the medium (FUA). */
  boolean durable;

  /** The namespace's size when the step ran must be this at least; 0 to not care. */
  long needs;

  /** How the step ended. */
  int status;

  /** How the write of a fused pair ended. */
  int secondStatus;

  /** DW0 of the completion. */
  int result;

  /** For commands with a list of ranges: the one at hand. */
  int range;

  /** Bytes of this range, or of the whole command, that are done. */
  long done;

  /** For Copy: room for {@link #COPY_CHUNK} bytes, one of the queue's {@link CopyBuffers}. */
  IoMemory copyBuffer;

  /** For Copy: where the next bytes go. */
  long target;

  /** Status to end the command with between steps, because the host wants it ended; 0 if not. */
  int giveUp;

  /** Next in the queue's line of parked steps. */
  Execution nextParked;

  /** This step is in that line. */
  boolean parked;

  /** With an {@link AsyncRunner}: what the kernel does now. */
  AsyncRunner.Part part = AsyncRunner.Part.NONE;

  /** With an {@link AsyncRunner}: bytes of the step that have been read or written. */
  long moved;

  /** Next in the line of steps for which the kernel's queue has no room. */
  Execution nextWaiting;

  /** Next in the list of steps that a worker has ended. */
  Execution nextDone;

  Execution(LocalQueue queue) {
    this.queue = queue;
  }

  LocalQueue queue() {
    return queue;
  }

  RangeHold hold() {
    return hold;
  }

  /** Takes a command, or a fused pair. */
  void begin(Command first, Command fused) {
    command = first;
    second = fused;
    status = 0;
    secondStatus = 0;
    result = 0;
    range = 0;
    done = 0;
    target = 0;
    durable = false;
    giveUp = 0;
  }

  /** Lets the command go. */
  void end() {
    command = null;
    second = null;
  }

  /** Sets the step to do. */
  void step(Operation what, long at, long bytes) {
    operation = what;
    offset = at;
    length = bytes;
    needs = bytes == 0 ? 0 : at + bytes;
  }

  /** The data of the command. */
  IoBuffer data() {
    return command.data();
  }

  /**
   * Puts the step in line.
   *
   * @return false if it is in the line already, since the step that was withdrawn left its place
   */
  boolean enterLine() {
    if (place.compareAndSet(WITHDRAWN, QUEUED)) {
      return false;
    }
    place.set(QUEUED);
    return true;
  }

  /** Takes the step out of line without moving it; false if it has begun. */
  boolean withdraw() {
    return place.compareAndSet(QUEUED, WITHDRAWN);
  }

  /** At the head of the line: true if there is a step to run, false if it was withdrawn. */
  boolean beginFromLine() {
    while (true) {
      if (place.compareAndSet(QUEUED, RUNNING)) {
        return true;
      }
      if (place.compareAndSet(WITHDRAWN, IDLE)) {
        return false;
      }
    }
  }

  /** The step has run and the runner has forgotten it. */
  void leaveRunner() {
    place.set(IDLE);
  }
}
