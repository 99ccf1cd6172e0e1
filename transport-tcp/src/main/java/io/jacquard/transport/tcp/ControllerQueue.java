package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.transport.queue.DataBuffers;
import io.jacquard.nvme.transport.queue.QueueSlots;
import io.jacquard.nvme.transport.queue.SubmissionQueueHead;
import io.jacquard.nvme.transport.queue.UnservedQueue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The commands of one queue pair on the controller side, from capsule to response (NVMe/TCP
 * Transport Specification 1.1, 3.3). Confined to the loop; allocates nothing per command.
 */
final class ControllerQueue {
  /** Before Connect has bound the queue: Connect itself, and one more that comes too early. */
  private static final int UNBOUND_ENTRIES = 2;

  /** Room for the largest small PDU that a controller sends. */
  private static final int SMALL_PDU = Pdu.CAPSULE_RESP_BYTES + Pdu.DIGEST_BYTES;

  private final ControllerConnection connection;
  private final Output output;
  private final PduEncoder encoder;
  private final ListenSettings settings;
  private final int largest;
  private QueueHandler handler = new UnservedQueue();
  private final QueueSlots<ControllerSlot> slots;
  private final SubmissionQueueHead head = new SubmissionQueueHead(1);
  private final DataBuffers<ControllerSlot> buffers;
  private ControllerSlot landing;
  private ControllerSlot deferred;
  private boolean deferredGone;
  private boolean ended;
  private int transfersOpen;
  private int capsuleLimit = Pdu.ADMIN_CAPSULE_DATA;
  private boolean bound;

  ControllerQueue(ControllerConnection connection, PduEncoder encoder, ListenSettings settings) {
    this.connection = connection;
    this.output = connection.output();
    this.encoder = encoder;
    this.settings = settings;
    TcpLoop loop = connection.tcpLoop();
    this.largest = loop.buffers().largest();
    CommandCounts counts = new CommandCounts();
    this.slots =
        new QueueSlots<>(UNBOUND_ENTRIES, index -> new ControllerSlot(index, counts, this));
    this.buffers = new DataBuffers<>(loop, loop.bufferLine(), this::buffersGranted);
  }

  /** Commands go to {@code server} from now on. */
  void serve(QueueHandler server) {
    handler = server;
  }

  void bind(int queueId, int size, boolean flowControl) {
    bound = true;
    buffers.bind(queueId == 0);
    capsuleLimit = queueId == 0 ? Pdu.ADMIN_CAPSULE_DATA : settings.inCapsuleBytes();
    head.bind(size, flowControl);
    slots.grow(size);
  }

  boolean isBound() {
    return bound;
  }

  /** How many commands wait for data that the host was asked for. */
  int transfersOpen() {
    return transfersOpen;
  }

  DataBuffers<ControllerSlot> buffers() {
    return buffers;
  }

  void batchEnd() {
    handler.batchEnd();
  }

  /** A command capsule; false if its data has to wait for a buffer. */
  boolean capsule(ByteBuffer header, int at, int capsuleData) throws PduViolation {
    landing = null;
    if (deferred != null || deferredGone) {
      return resumeCapsule();
    }
    if (slots.available() == 0) {
      throw PduViolation.of(
          PduViolation.SEQUENCE_ERROR,
          "more than " + slots.capacity() + " commands in flight on this queue");
    }
    ControllerSlot slot = slots.take();
    slot.receive(header, at + Pdu.SQE);
    boolean small = !slot.sqe().isFabrics();
    int limit = small ? capsuleLimit : Pdu.ADMIN_CAPSULE_DATA;
    int status = slot.inspect(capsuleData, limit, largest);
    if (status == 0) {
      status = handler.arrived(slot, slot.dataBytes());
    } else {
      handler.refused(slot, status);
    }
    if (status != 0) {
      slot.complete(status, 0);
    } else if (slot.dataBytes() == 0) {
      execute(slot);
    } else if (slot.isInCapsule()) {
      return land(slot);
    } else if (buffers.forTransfer(slot)) {
      begin(slot);
    }
    return true;
  }

  private boolean land(ControllerSlot slot) {
    if (!buffers.forCapsule(slot)) {
      deferred = slot;
      connection.pauseForBuffer();
      return false;
    }
    startLanding(slot);
    return true;
  }

  private void startLanding(ControllerSlot slot) {
    slot.moveTo(CommandState.FETCHING);
    slot.requested(slot.length());
    transfersOpen++;
    landing = slot;
  }

  private boolean resumeCapsule() {
    if (deferredGone) {
      deferredGone = false;
      return true;
    }
    if (deferred.data().isNone()) {
      return false;
    }
    startLanding(deferred);
    deferred = null;
    return true;
  }

  private void buffersGranted(ArrayDeque<ControllerSlot> granted) {
    if (ended) {
      return;
    }
    connection.guarded(() -> beginAll(granted));
    if (deferred != null && !deferred.data().isNone()) {
      connection.bufferSettled();
    }
  }

  private void beginAll(ArrayDeque<ControllerSlot> granted) {
    while (!granted.isEmpty()) {
      begin(granted.removeFirst());
    }
    handler.batchEnd();
  }

  /** A buffer is there for a command whose data is moved on request. */
  void begin(ControllerSlot slot) {
    if (slot.isToController()) {
      slot.moveTo(CommandState.FETCHING);
      request(slot);
    } else {
      execute(slot);
    }
  }

  private void execute(ControllerSlot slot) {
    slot.moveTo(CommandState.READY);
    handler.execute(slot);
  }

  /** Asks for the next part of a command's data: one R2T at a time (MAXR2T). */
  private void request(ControllerSlot slot) {
    int offset = slot.received();
    int length = Math.min(slot.length() - offset, settings.transferBytesPerRequest());
    slot.requested(offset + length);
    transfersOpen++;
    ByteBuffer b = output.room(SMALL_PDU);
    int at = output.at();
    output.advance(encoder.r2t(b, at, slot.sqe().cid(), slot.index(), offset, length));
    output.flushSoon();
  }

  /** Header of H2CData. */
  void dataHeader(ByteBuffer header, int at, int length) throws PduViolation {
    landing = null;
    int ttag = header.getShort(at + Pdu.TTAG) & 0xFFFF;
    if (!slots.has(ttag) || slots.at(ttag).isInCapsule() || !slots.at(ttag).awaitsData()) {
      throw PduViolation.field(Pdu.TTAG, "TTAG " + ttag + " is of no open request");
    }
    ControllerSlot slot = slots.at(ttag);
    int cccid = header.getShort(at + Pdu.CCCID) & 0xFFFF;
    if (cccid != slot.sqe().cid()) {
      throw PduViolation.field(
          Pdu.CCCID, "CCCID " + cccid + " with the TTAG of command " + slot.sqe().cid());
    }
    long offset = header.getInt(at + Pdu.DATAO) & 0xFFFF_FFFFL;
    if (offset != slot.received() || offset + length > slot.requested()) {
      throw PduViolation.of(
          PduViolation.DATA_OUT_OF_RANGE,
          String.format(
              "data %d+%d where %d to %d is expected",
              offset, length, slot.received(), slot.requested()));
    }
    boolean last = (header.get(at + Pdu.FLAGS) & Pdu.LAST_PDU) != 0;
    if (last != (offset + length == slot.requested())) {
      throw PduViolation.field(Pdu.FLAGS, "LAST_PDU is " + last + " at the wrong PDU");
    }
    landing = slot;
  }

  void data(ByteBuffer from, int at, int length) {
    ControllerSlot slot = landing;
    if (slot != null) {
      Landing.put(slot.data(), slot.received(), from, at, length);
      slot.received(slot.received() + length);
    }
  }

  /** Where the data ahead goes; {@link IoBuffer#NONE} if it is thrown away. */
  IoBuffer landing() {
    return landing == null ? IoBuffer.NONE : landing.data();
  }

  int landingAt() {
    return landing.received();
  }

  void dataEnd(boolean intact) {
    ControllerSlot slot = landing;
    landing = null;
    if (slot == null) {
      return;
    }
    if (!intact) {
      slot.damage();
    }
    if (slot.awaitsData()) {
      return;
    }
    transfersOpen--;
    if (slot.isAnswered()) {
      respond(slot, slot.status(), slot.result());
    } else if (slot.isDamaged()) {
      handler.dropped(slot, Status.TRANSIENT_TRANSPORT_ERROR);
      slot.complete(Status.TRANSIENT_TRANSPORT_ERROR, 0);
    } else if (slot.received() < slot.length()) {
      request(slot);
    } else {
      execute(slot);
    }
  }

  /** A slot has an answer. */
  void completed(ControllerSlot slot, int status, long result) {
    buffers.forget(slot);
    if (slot.equals(deferred)) {
      deferred = null;
      deferredGone = true;
      connection.bufferSettled();
    }
    if (ended) {
      release(slot);
    } else if (slot.awaitsData()) {
      slot.answerLater(status, result);
    } else {
      respond(slot, status, result);
    }
  }

  private void respond(ControllerSlot slot, int status, long result) {
    int sqhd = head.next();
    IoBuffer buffer = slot.data();
    if (status == 0 && slot.hasDataForHost()) {
      respondWithData(slot, buffer, result, sqhd);
      slot.clear();
      slots.giveBack(slot.index());
    } else {
      ByteBuffer b = output.room(SMALL_PDU);
      int at = output.at();
      output.advance(encoder.capsuleResp(b, at, result, sqhd, slot.sqe().cid(), status));
      release(slot);
    }
    output.flushSoon();
    connection.outputGrew();
  }

  /** Header, data, digest and response leave as one piece, from where the data lies. */
  private void respondWithData(ControllerSlot slot, IoBuffer buffer, long result, int sqhd) {
    ByteBuffer frame = buffer.frame();
    int length = slot.length();
    int cid = slot.sqe().cid();
    boolean implied = !head.flowControl() && result == 0 && sqhd == 0;
    int flags = Pdu.LAST_PDU | (implied ? Pdu.SUCCESS : 0);
    int data = buffer.headroom();
    int from = data - encoder.dataOffset(Pdu.DATA_BYTES);
    encoder.dataHeader(frame, from, Pdu.C2H_DATA, flags, cid, 0, 0, length);
    int to = data + length;
    to += encoder.dataDigest(frame, to, frame, data, length);
    if (!implied) {
      to += encoder.capsuleResp(frame, to, result, sqhd, cid, Status.SUCCESS);
    }
    output.write(buffer, from, to, buffer);
  }

  private void release(ControllerSlot slot) {
    IoBuffer buffer = slot.data();
    boolean fromCapsule = slot.isInCapsule();
    slot.clear();
    slots.giveBack(slot.index());
    if (!buffer.isNone()) {
      buffers.release(buffer, fromCapsule);
    }
  }

  /** The connection has ended: what was not executed never will be. */
  void end(CloseReason reason) {
    ended = true;
    landing = null;
    deferred = null;
    buffers.end();
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
      case RESPONDING -> release(slot);
      case FREE, READY, EXECUTING, ABORTED -> {}
    }
  }
}
