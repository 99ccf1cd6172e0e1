package io.jacquard.transport.rdma;

import java.util.ArrayDeque;

/**
 * The RDMA READs of one queue pair: no more at a time than both sides have agreed on, the commands
 * in their order. Confined to the loop; allocates nothing.
 */
final class DataReads {
  private final SendQueue sends;
  private final MemoryKeys keys;
  private final ArrayDeque<ControllerSlot> waiting = new ArrayDeque<>();
  private int credits;

  /**
   * Makes it.
   *
   * @param depth most READs outstanding, 1 or more
   */
  DataReads(QueuePair pair, int depth) {
    this.sends = pair.sends();
    this.keys = pair.device().keys();
    this.credits = depth;
  }

  /** Fetches the data of a command, as soon as it can be; posted with the next flush. */
  void begin(ControllerSlot slot) {
    slot.fetch();
    waiting.addLast(slot);
    pump();
  }

  /** A READ has completed. */
  void ended() {
    credits++;
  }

  /** Appends the READs that may begin now. */
  void pump() {
    while (!waiting.isEmpty()) {
      ControllerSlot slot = waiting.getFirst();
      while (slot.hasReadsToBegin()) {
        if (credits == 0 || !sends.hasRoom(1)) {
          return;
        }
        credits--;
        read(slot, slot.beginRead());
      }
      waiting.removeFirst();
    }
  }

  private void read(ControllerSlot slot, int block) {
    DataDescriptors from = slot.descriptors();
    long to = slot.data().address();
    int localKey = keys.localKey(keys.find(to, slot.length()));
    for (int i = 0; i < block; i++) {
      to += from.length(i);
    }
    slot.requests().read(sends, slot.index(), from, block, to, localKey);
  }

  /** A command needs its data no more. */
  void forget(ControllerSlot slot) {
    waiting.remove(slot);
  }

  /** Nothing is read any more. */
  void end() {
    waiting.clear();
  }
}
