package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.transport.queue.DataBuffers;
import io.jacquard.nvme.transport.queue.QueueSlots;
import io.jacquard.nvme.transport.queue.SubmissionQueueHead;
import io.jacquard.nvme.transport.queue.UnservedQueue;
import java.util.ArrayDeque;

/**
 * The commands of one queue pair on the controller side, from capsule to response (NVMe RDMA
 * Transport Specification, "Command and Response Capsules"). Confined to the loop; allocates
 * nothing per command.
 */
final class ControllerQueue {
  private final ControllerConnection connection;
  private final QueuePair pair;
  private final SendQueue sends;
  private final ReceiveBuffers receives;
  private final Responses responses;
  private final DataBuffers<ControllerSlot> buffers;
  private final QueueSlots<ControllerSlot> slots;
  private final SubmissionQueueHead head;
  private final DataReads reads;
  private final int largest;
  private final ArrayDeque<ControllerSlot> unsent = new ArrayDeque<>();
  private final ArrayDeque<ControllerSlot> silent = new ArrayDeque<>();
  private QueueHandler handler = new UnservedQueue();
  private boolean administrative = true;
  private boolean bound;
  private boolean ended;
  private boolean drained;

  /**
   * Makes the queue.
   *
   * @param entries most commands in flight, as the host said when it connected
   * @param readDepth most RDMA READs outstanding
   */
  ControllerQueue(
      ControllerConnection connection,
      QueuePair pair,
      Responses responses,
      int entries,
      int readDepth) {
    this.connection = connection;
    this.pair = pair;
    this.sends = pair.sends();
    this.receives = pair.receives();
    this.responses = responses;
    RdmaLoop loop = pair.device().loop();
    this.buffers = new DataBuffers<>(loop, pair.device().bufferLine(), this::buffersGranted);
    CommandCounts counts = new CommandCounts();
    this.slots = new QueueSlots<>(entries, index -> new ControllerSlot(index, counts, this));
    this.head = new SubmissionQueueHead(entries);
    this.reads = new DataReads(pair, readDepth);
    this.largest = loop.buffers().largest();
  }

  /** Commands go to {@code server} from now on. */
  void serve(QueueHandler server) {
    handler = server;
  }

  void bind(int queueId, int size, boolean flowControl) {
    bound = true;
    administrative = queueId == 0;
    buffers.bind(administrative);
    head.bind(size, flowControl);
  }

  boolean isBound() {
    return bound;
  }

  /** Whether responses wait for room in the send queue. */
  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  void batchEnd() {
    handler.batchEnd();
  }

  /** A command capsule has been received. */
  void capsule(int buffer, int length) {
    if (ended) {
      pair.repost(buffer);
      return;
    }
    if (length < Capsule.COMMAND_BYTES || slots.available() == 0) {
      pair.repost(buffer);
      connection.end(
          CloseReason.of(
              Kind.PROTOCOL_ERROR,
              length < Capsule.COMMAND_BYTES
                  ? "a command capsule of " + length + " bytes"
                  : "more than " + slots.capacity() + " commands in flight on this queue"));
      return;
    }
    ControllerSlot slot = slots.take();
    slot.receive(receives.header(buffer), receives.headerAt(buffer));
    IoBuffer data = receives.data(buffer);
    int status = slot.inspect(data.bytes(), length - Capsule.COMMAND_BYTES, largest);
    if (status == 0 && slot.isInCapsule()) {
      slot.keep(buffer);
    } else {
      pair.repost(buffer);
    }
    if (status == 0) {
      status = handler.arrived(slot, slot.dataBytes());
    } else {
      handler.refused(slot, status);
    }
    if (status != 0) {
      slot.complete(status, 0);
    } else if (slot.isInCapsule()) {
      slot.attach(within(data, slot.descriptors().capsuleOffset(), slot.dataBytes()));
      execute(slot);
    } else if (slot.dataBytes() == 0) {
      execute(slot);
    } else if (buffers.forTransfer(slot)) {
      begin(slot);
    }
  }

  /** The data in a capsule; hosts put it at its start. */
  private static IoBuffer within(IoBuffer data, int offset, int length) {
    return offset == 0 ? data : IoBuffer.wrap(data.segment().asSlice(offset, length));
  }

  private void buffersGranted(ArrayDeque<ControllerSlot> granted) {
    if (!ended) {
      connection.guarded(() -> beginAll(granted));
    }
  }

  private void beginAll(ArrayDeque<ControllerSlot> granted) {
    while (!granted.isEmpty()) {
      begin(granted.removeFirst());
    }
    handler.batchEnd();
    flush();
  }

  /** A buffer is there for a command whose data is moved by RDMA. */
  void begin(ControllerSlot slot) {
    if (!pair.device().keys().covers(slot.data().address(), slot.length())) {
      handler.dropped(slot, Status.INTERNAL_ERROR);
      slot.complete(Status.INTERNAL_ERROR, 0);
    } else if (slot.isToController()) {
      slot.moveTo(CommandState.FETCHING);
      reads.begin(slot);
    } else {
      execute(slot);
    }
  }

  private void execute(ControllerSlot slot) {
    slot.moveTo(CommandState.READY);
    handler.execute(slot);
  }

  /** An RDMA READ is done. */
  void read(int index, boolean success) {
    ControllerSlot slot = slots.at(index);
    reads.ended();
    if (!slot.endRead(success) || ended) {
      return;
    }
    if (slot.isAnswered()) {
      respond(slot);
    } else if (slot.hasReadFailed()) {
      handler.dropped(slot, Status.DATA_TRANSFER_ERROR);
      slot.complete(Status.DATA_TRANSFER_ERROR, 0);
    } else {
      execute(slot);
    }
  }

  /** A slot has an answer. */
  void completed(ControllerSlot slot, int status, long result) {
    buffers.forget(slot);
    if (ended) {
      if (drained) {
        release(slot);
      }
      return;
    }
    if (slot.isFetching()) {
      reads.forget(slot);
      slot.answerLater(status, result);
      if (slot.hasReadsOutstanding()) {
        return;
      }
    }
    slot.answer(status, result);
    respond(slot);
  }

  private void respond(ControllerSlot slot) {
    if (unsent.isEmpty() && sends.hasRoom(Responses.requests(slot))) {
      send(slot);
    } else {
      unsent.addLast(slot);
    }
    connection.flushSoon();
  }

  private void send(ControllerSlot slot) {
    // The host may use its credit as soon as it has the response: there must be room again.
    if (slot.keepsCapsule()) {
      pair.repost(slot.giveCapsule());
    }
    boolean hurried = !administrative && slots.inUse() > silent.size() + 1;
    if (!responses.send(slot, head.next(), hurried)) {
      silent.addLast(slot);
    }
  }

  /** The response of a slot has left, and its data with it. */
  void sent(int index) {
    if (!ended) {
      release(slots.at(index));
    }
  }

  /** Posts what was gathered, and what has waited for room. */
  void flush() {
    reads.pump();
    while (!unsent.isEmpty() && sends.hasRoom(Responses.requests(unsent.getFirst()))) {
      send(unsent.removeFirst());
    }
    pair.flush();
    while (!silent.isEmpty()) {
      ControllerSlot slot = silent.removeFirst();
      if (!ended) {
        release(slot);
      }
    }
  }

  private void release(ControllerSlot slot) {
    if (slot.keepsCapsule()) {
      pair.repost(slot.giveCapsule());
    }
    IoBuffer buffer = slot.data();
    slot.clear();
    slots.giveBack(slot.index());
    if (!buffer.isNone()) {
      buffers.release(buffer, false);
    }
  }

  /** The connection has ended: what was not executed never will be. */
  void end(CloseReason reason) {
    ended = true;
    reads.end();
    buffers.end();
    unsent.clear();
    silent.clear();
    for (int i = 0; i < slots.capacity(); i++) {
      if (slots.has(i)) {
        drop(slots.at(i));
      }
    }
    handler.closed(reason);
  }

  private void drop(ControllerSlot slot) {
    switch (slot.state()) {
      case RECEIVED, WAIT_BUFFER, FETCHING -> {
        handler.dropped(slot, Status.ABORTED_SQ_DELETION);
        slot.complete(Status.ABORTED_SQ_DELETION, 0);
      }
      case FREE, READY, EXECUTING, RESPONDING, ABORTED -> {}
    }
  }

  /** The device touches no memory of this queue any more. */
  void drained() {
    drained = true;
    for (int i = 0; i < slots.capacity(); i++) {
      if (slots.has(i) && slots.at(i).state() == CommandState.RESPONDING) {
        release(slots.at(i));
      }
    }
    responses.close();
  }
}
