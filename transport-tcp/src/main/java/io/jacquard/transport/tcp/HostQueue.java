package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.queue.OutstandingCommands;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/**
 * The commands of one queue pair on the host side, from submission to completion (NVMe/TCP
 * Transport Specification 1.1, 3.3). Confined to the loop; allocates nothing per command.
 */
final class HostQueue {
  private final HostConnection connection;
  private final Output output;
  private final PduEncoder encoder;
  private final QueueDial dial;
  private final int maxH2cData;
  private final OutstandingCommands<HostSlot> commands;
  private final Sqe sqe = Sqe.allocate();
  private int sending;
  private HostSlot landing;

  HostQueue(HostConnection connection, PduEncoder encoder, QueueDial dial, int maxH2cData) {
    this.connection = connection;
    this.output = connection.output();
    this.encoder = encoder;
    this.dial = dial;
    this.maxH2cData = maxH2cData;
    this.commands = new OutstandingCommands<>(dial.entries() - 1, HostSlot::new);
  }

  int capacity() {
    return commands.capacity();
  }

  int available() {
    return commands.available();
  }

  /** Whether Netty holds memory of some command's data. */
  boolean isSending() {
    return sending > 0;
  }

  void submit(Command command) {
    HostSlot slot = commands.begin(command);
    sqe.copyFrom(command.sqe());
    DataDirection direction = DataDirection.of(sqe.opcode(), sqe.fctype());
    int length = command.length();
    boolean toController = direction.toController() && length > 0;
    boolean inCapsule = toController && length <= capsuleLimit();
    slot.begin(toController && !inCapsule ? length : 0, direction.toHost() ? length : 0);
    sqe.cid(slot.cid());
    sqe.buffer().put(Sqe.FLAGS, (byte) (sqe.fuse() | Sqe.PSDT_SGL << 6));
    if (inCapsule) {
      sqe.sgl1().setInCapsule(0, length);
    } else {
      sqe.sgl1().setTransport(length);
    }
    sendCapsule(slot, inCapsule ? length : 0);
    output.flushSoon();
  }

  private int capsuleLimit() {
    boolean always = dial.queueId() == 0 || sqe.isFabrics();
    return always ? Pdu.ADMIN_CAPSULE_DATA : dial.inCapsuleBytes();
  }

  private void sendCapsule(HostSlot slot, int length) {
    int offset = encoder.dataOffset(Pdu.CAPSULE_CMD_BYTES);
    int whole = offset + length + encoder.dataTrailer();
    boolean copied = whole <= LoopMemory.SEND_BYTES;
    ByteBuffer b = output.room(copied ? whole : offset);
    int at = output.at();
    output.advance(encoder.capsuleCmd(b, at, sqe.buffer(), sqe.offset(), length));
    if (length == 0) {
      return;
    }
    IoBuffer data = slot.command().data();
    if (copied) {
      int dataAt = output.at();
      b.put(dataAt, data.bytes(), 0, length);
      output.advance(length);
      output.advance(encoder.dataDigest(b, output.at(), b, dataAt, length));
    } else {
      sendFrom(slot, 0, length);
    }
  }

  /** Sends data from where it lies; the command cannot complete before Netty has let go of it. */
  private void sendFrom(HostSlot slot, int offset, int length) {
    IoBuffer data = slot.command().data();
    int from = data.headroom() + offset;
    slot.sendingOne();
    sending++;
    output.write(data, from, from + length, slot);
    if (encoder.dataTrailer() > 0) {
      ByteBuffer b = output.room(Pdu.DIGEST_BYTES);
      output.advance(encoder.dataDigest(b, output.at(), data.frame(), from, length));
    }
  }

  /** Netty has let go of a piece of a command's data. */
  void sent(HostSlot slot) {
    slot.sentOne();
    sending--;
    if (slot.isSending()) {
      return;
    }
    if (slot.isAnswered()) {
      finish(slot);
    } else if (slot.isAbortDue()) {
      slot.abandon(Status.COMMAND_ABORTED_BY_HOST);
    }
  }

  /** R2T: sends what the controller asks for. */
  void r2t(ByteBuffer header, int at) throws PduViolation {
    HostSlot slot = find(header, at + Pdu.CCCID, Pdu.CCCID);
    if (!slot.carries()) {
      // What this command would have written may not be there any more; nothing else may be sent.
      connection.end(
          CloseReason.of(
              Kind.CONNECTION_LOST, "the controller asked for data of an aborted write"));
      return;
    }
    long length = header.getInt(at + Pdu.R2TL) & 0xFFFF_FFFFL;
    long offset = header.getInt(at + Pdu.R2TO) & 0xFFFF_FFFFL;
    if (length == 0) {
      throw PduViolation.field(Pdu.R2TL, "R2T of no data");
    }
    if (slot.requestable() == 0) {
      throw PduViolation.field(Pdu.CCCID, "R2T for a command without data to send");
    }
    if (slot.isSending()) {
      // MAXR2T is 0: one at a time, and what has not left cannot have arrived.
      throw PduViolation.of(PduViolation.LIMIT_EXCEEDED, "R2T before the data of the last");
    }
    if (offset != slot.transferred() || offset + length > slot.requestable()) {
      throw PduViolation.of(
          PduViolation.DATA_OUT_OF_RANGE,
          String.format(
              "R2T %d+%d after %d of %d", offset, length, slot.transferred(), slot.requestable()));
    }
    int ttag = header.getShort(at + Pdu.TTAG) & 0xFFFF;
    slot.transferred((int) (offset + length));
    sendData(slot, ttag, (int) offset, (int) length);
  }

  private void sendData(HostSlot slot, int ttag, int offset, int length) {
    int left = length;
    int next = offset;
    while (left > 0) {
      int n = Math.min(left, maxH2cData);
      int flags = n == left ? Pdu.LAST_PDU : 0;
      ByteBuffer b = output.room(encoder.dataOffset(Pdu.DATA_BYTES));
      int at = output.at();
      output.advance(encoder.dataHeader(b, at, Pdu.H2C_DATA, flags, slot.cid(), ttag, next, n));
      sendFrom(slot, next, n);
      next += n;
      left -= n;
    }
    output.flushSoon();
  }

  /** Header of C2HData. */
  void dataHeader(ByteBuffer header, int at, int length) throws PduViolation {
    HostSlot slot = find(header, at + Pdu.CCCID, Pdu.CCCID);
    landing = slot;
    int flags = header.get(at + Pdu.FLAGS);
    boolean last = (flags & Pdu.LAST_PDU) != 0;
    boolean success = (flags & Pdu.SUCCESS) != 0;
    if (success && !last) {
      throw PduViolation.field(Pdu.FLAGS, "SUCCESS without LAST_PDU");
    }
    long offset = header.getInt(at + Pdu.DATAO) & 0xFFFF_FFFFL;
    int most = slot.receivable();
    if (offset != slot.transferred() || offset + length > most) {
      throw PduViolation.of(
          PduViolation.DATA_OUT_OF_RANGE,
          String.format("data %d+%d after %d of %d", offset, length, slot.transferred(), most));
    }
    if (slot.isLastSeen() || !last && offset + length == most) {
      throw PduViolation.field(Pdu.FLAGS, "LAST_PDU is " + last + " at the wrong PDU");
    }
    if (last) {
      slot.lastSeen();
    }
    if (success) {
      slot.answer(Status.SUCCESS, 0);
    }
  }

  void data(ByteBuffer from, int at, int length) {
    HostSlot slot = landing;
    if (slot.carries()) {
      Landing.put(slot.command().data(), slot.transferred(), from, at, length);
    }
    slot.transferred(slot.transferred() + length);
  }

  /** Where the data ahead goes; {@link IoBuffer#NONE} if it is thrown away. */
  IoBuffer landing() {
    return landing != null && landing.carries() ? landing.command().data() : IoBuffer.NONE;
  }

  int landingAt() {
    return landing.transferred();
  }

  void dataEnd(boolean intact) {
    HostSlot slot = landing;
    if (!intact) {
      slot.damage();
    }
    if (slot.isAnswered()) {
      finish(slot);
    }
  }

  /** CapsuleResp. */
  void response(ByteBuffer header, int at) throws PduViolation {
    int cqe = at + Pdu.CQE;
    HostSlot slot = find(header, cqe + Cqe.CID, Pdu.CQE + Cqe.CID);
    int status = (header.getShort(cqe + Cqe.STATUS) & 0xFFFF) >>> 1;
    slot.answer(status, header.getLong(cqe + Cqe.DW0));
    if (!slot.isSending()) {
      finish(slot);
    }
  }

  private HostSlot find(ByteBuffer header, int at, int field) throws PduViolation {
    int cid = header.getShort(at) & 0xFFFF;
    if (!commands.awaits(cid)) {
      throw PduViolation.field(field, "no command " + cid + " is in flight");
    }
    return commands.get(cid);
  }

  /** The answer is here and the data is ours again. */
  private void finish(HostSlot slot) {
    int status = slot.status();
    if (status == 0 && slot.isDamaged()) {
      status = Status.TRANSIENT_TRANSPORT_ERROR;
    } else if (status == 0 && slot.carries() && slot.transferred() < slot.receivable()) {
      status = Status.DATA_TRANSFER_ERROR;
    }
    boolean awaited = slot.carries();
    Command command = slot.command();
    commands.end(slot);
    if (awaited) {
      command.complete(status, slot.result());
    }
  }

  void abort(Command command) {
    int cid = commands.cidOf(command);
    if (cid < 0) {
      return;
    }
    HostSlot slot = commands.get(cid);
    if (slot.isSending()) {
      slot.abortWhenSent();
    } else {
      slot.abandon(Status.COMMAND_ABORTED_BY_HOST);
    }
  }

  int commandIdOf(Command command) {
    return commands.cidOf(command);
  }

  /** The connection has ended and Netty holds no data: all commands complete. */
  void end() {
    commands.endAll(slot -> {});
  }
}
