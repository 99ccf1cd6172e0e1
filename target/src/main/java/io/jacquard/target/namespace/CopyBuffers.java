package io.jacquard.target.namespace;

import io.jacquard.nvme.memory.IoMemory;
import java.util.ArrayDeque;

/**
 * The few buffers that the Copy commands of one queue share, and the line of those that wait for
 * one: a host with many Copy commands under way shall not take much memory. Confined to the queue's
 * loop.
 */
final class CopyBuffers {
  /** Copy commands of a queue that move data at a time. */
  static final int MOST = 4;

  private final ArrayDeque<IoMemory> free = new ArrayDeque<>(MOST);
  private final ArrayDeque<Execution> waiting = new ArrayDeque<>();
  private int made;

  /** Gives a Copy a buffer; if there is none left, puts it in line and returns false. */
  boolean take(Execution copy) {
    if (free.isEmpty() && made < MOST) {
      free.addLast(IoMemory.allocate(Execution.COPY_CHUNK));
      made++;
    }
    if (free.isEmpty()) {
      waiting.addLast(copy);
      return false;
    }
    copy.copyBuffer = free.removeLast();
    return true;
  }

  /**
   * Takes the buffer of a Copy that has ended.
   *
   * @return the Copy that was first in line and has the buffer now; null if there was none
   */
  Execution passOn(Execution ended) {
    IoMemory buffer = ended.copyBuffer;
    ended.copyBuffer = null;
    Execution next = waiting.pollFirst();
    if (next == null) {
      free.addLast(buffer);
    } else {
      next.copyBuffer = buffer;
    }
    return next;
  }

  /** Takes a Copy out of the line; false if it is not there. */
  boolean withdraw(Execution copy) {
    return waiting.remove(copy);
  }

  /** Buffers that exist, 0 to {@link #MOST}. */
  int made() {
    return made;
  }
}
