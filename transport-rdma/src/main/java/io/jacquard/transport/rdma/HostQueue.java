package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.queue.OutstandingCommands;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one queue pair on the host side, from submission to completion (NVMe RDMA
 * Transport Specification, "Command and Response Capsules"). Confined to the loop; allocates
 * nothing per command, unless memory must be registered.
 */
final class HostQueue {
  private static final Logger LOG = LoggerFactory.getLogger(HostQueue.class);

  private final HostConnection connection;
  private final QueuePair pair;
  private final QueueDial dial;
  private final CommandCapsules capsules;
  private final HostData data;
  private final OutstandingCommands<HostSlot> commands;
  private final Sqe sqe = new Sqe();
  private final Cqe cqe = new Cqe();

  HostQueue(HostConnection connection, QueuePair pair, QueueDial dial, int capacity)
      throws IOException {
    this.connection = connection;
    this.pair = pair;
    this.dial = dial;
    this.capsules = new CommandCapsules(pair, capacity);
    this.data = new HostData(pair.device());
    this.commands = new OutstandingCommands<>(capacity, HostSlot::new);
  }

  int capacity() {
    return commands.capacity();
  }

  int available() {
    return commands.available();
  }

  void submit(Command command) {
    HostSlot slot = commands.begin(command);
    capsules.sqe(sqe, slot.index()).copyFrom(command.sqe());
    DataDirection direction = DataDirection.of(sqe.opcode(), sqe.fctype());
    int length = command.length();
    boolean toController = direction.toController() && length > 0;
    slot.begin(direction.toHost());
    if (length > Sgl.MAX_KEYED_LENGTH) {
      refuse(slot, Status.withDnr(Status.DATA_SGL_LENGTH_INVALID));
      return;
    }
    try {
      data.prepare(slot, command.data(), length, toController);
    } catch (IOException e) {
      LOG.warn("{}: {}", dial.to(), e.getMessage());
      refuse(slot, Status.INTERNAL_ERROR);
      return;
    }
    sqe.cid(slot.cid());
    sqe.buffer().put(sqe.offset() + Sqe.FLAGS, (byte) (sqe.fuse() | Sqe.PSDT_SGL << 6));
    if (toController && length <= capsuleLimit()) {
      sqe.sgl1().setInCapsule(0, length);
      capsules.send(slot.index(), data.address(), length, data.localKey());
    } else {
      sqe.sgl1().setKeyed(data.address(), length, data.remoteKey(), false);
      capsules.send(slot.index());
    }
    connection.flushSoon();
  }

  /** Capsules of the admin queue, and of fabrics commands on others, have no data. */
  private int capsuleLimit() {
    return dial.queueId() == 0 || sqe.isFabrics() ? 0 : dial.inCapsuleBytes();
  }

  private void refuse(HostSlot slot, int status) {
    Command command = slot.command();
    release(slot);
    command.complete(status, 0);
  }

  /** The device has let go of a slot's capsule. */
  void sent(int index) {
    HostSlot slot = commands.at(index);
    slot.markSent();
    if (slot.isDone()) {
      finish(slot);
    } else if (slot.isAbortDue()) {
      slot.abandon(Status.COMMAND_ABORTED_BY_HOST);
    }
  }

  /** A response capsule has been received. */
  void response(int buffer, int length, int flags) {
    if (length != Capsule.RESPONSE_BYTES) {
      violated("a response capsule of " + length + " bytes");
      return;
    }
    if ((flags & WorkCompletion.WITH_INVALIDATE) != 0) {
      violated("the controller invalidated a key although it was not asked to");
      return;
    }
    ReceiveBuffers receives = pair.receives();
    cqe.wrap(receives.header(buffer), receives.headerAt(buffer));
    int cid = cqe.cid();
    if (!commands.awaits(cid)) {
      violated("no command " + cid + " is in flight");
      return;
    }
    HostSlot slot = commands.get(cid);
    slot.answer(cqe.status(), cqe.result());
    pair.repost(buffer);
    if (slot.isDone()) {
      finish(slot);
    }
  }

  private void violated(String what) {
    connection.end(CloseReason.of(Kind.PROTOCOL_ERROR, what));
  }

  private void finish(HostSlot slot) {
    boolean awaited = slot.carries();
    Command command = slot.command();
    int status = slot.status();
    long result = slot.result();
    if (awaited && status == 0) {
      HostData.collect(slot);
    }
    release(slot);
    if (awaited) {
      command.complete(status, result);
    }
  }

  private void release(HostSlot slot) {
    data.release(slot);
    commands.end(slot);
  }

  /**
   * Completes a command before the controller has answered it. If the controller may still read or
   * write the caller's own memory, only the end of the connection can keep it from that.
   */
  void abort(Command command) {
    int cid = commands.cidOf(command);
    if (cid < 0) {
      return;
    }
    HostSlot slot = commands.get(cid);
    if (slot.isInPlace()) {
      connection.end(
          CloseReason.of(
              Kind.CONNECTION_LOST,
              "a command was given up whose memory the controller may still use"));
    } else if (slot.isSent()) {
      slot.abandon(Status.COMMAND_ABORTED_BY_HOST);
    } else {
      slot.abortWhenSent();
    }
  }

  int commandIdOf(Command command) {
    return commands.cidOf(command);
  }

  /** The queue pair is gone and nobody touches memory any more: all commands complete. */
  void end() {
    capsules.close();
    commands.endAll(data::release);
  }
}
