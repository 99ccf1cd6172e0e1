package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.ArrayDeque;

/**
 * The data buffers of one queue pair: takes them from its loop's pool, lets commands wait for them
 * in their order, and sees to it that one connection cannot take them all. Confined to the loop.
 */
final class DataBuffers {
  private final TcpLoop loop;
  private final BufferLine line;
  private final ControllerQueue queue;
  private final long most;
  private final ArrayDeque<ControllerSlot> waiting = new ArrayDeque<>();
  private final ArrayDeque<ControllerSlot> granted = new ArrayDeque<>();
  private final BufferLine.Claim transferClaim = this::claimed;
  private final BufferLine.Claim capsuleClaim = this::capsuleClaimed;
  private final Runnable handOn = this::handOn;
  private ControllerSlot capsule;
  private boolean inLine;
  private boolean handOnDue;
  private long held;

  DataBuffers(TcpLoop loop, ControllerQueue queue) {
    this.loop = loop;
    this.line = loop.bufferLine();
    this.queue = queue;
    this.most = Math.max(loop.buffers().limit() / 4, loop.buffers().largest());
  }

  /** Takes a buffer for a command with data in its capsule; false if it waits for one. */
  boolean forCapsule(ControllerSlot slot) {
    IoBuffer buffer = capsuleBuffer(slot.dataBytes());
    if (buffer.isNone()) {
      slot.moveTo(CommandState.WAIT_BUFFER);
      capsule = slot;
      if (queue.isAdministrative()) {
        line.awaitAdmin(capsuleClaim);
      } else {
        line.awaitCapsule(capsuleClaim);
      }
      return false;
    }
    take(slot, buffer);
    return true;
  }

  /** Takes a buffer for a command and begins it, at once or when there is one. */
  void transfer(ControllerSlot slot) {
    if (waiting.isEmpty() && tryTake(slot)) {
      queue.begin(slot);
    } else {
      slot.moveTo(CommandState.WAIT_BUFFER);
      waiting.addLast(slot);
      getInLine();
    }
  }

  /** Gives a buffer back. */
  void release(IoBuffer buffer, boolean fromCapsule) {
    held -= buffer.capacity();
    line.release(buffer, fromCapsule);
    if (!inLine && !waiting.isEmpty()) {
      serve();
      getInLine();
    }
  }

  /** A command that may wait has been answered otherwise. */
  void forget(ControllerSlot slot) {
    if (slot.equals(capsule)) {
      capsule = null;
      line.forget(capsuleClaim);
    }
    if (!waiting.isEmpty()) {
      waiting.remove(slot);
    }
    if (!granted.isEmpty()) {
      granted.remove(slot);
    }
  }

  /** Nothing waits any more. */
  void end() {
    capsule = null;
    waiting.clear();
    granted.clear();
    line.forget(transferClaim);
    line.forget(capsuleClaim);
  }

  private boolean ownLimitReached(int length) {
    return held > 0 && held + length > most;
  }

  private boolean tryTake(ControllerSlot slot) {
    if (ownLimitReached(slot.dataBytes())) {
      return false;
    }
    IoBuffer buffer = transferBuffer(slot.dataBytes());
    if (buffer.isNone()) {
      return false;
    }
    take(slot, buffer);
    return true;
  }

  private IoBuffer capsuleBuffer(int length) {
    IoBuffer buffer = line.forCapsule(length);
    return buffer.isNone() && queue.isAdministrative() ? line.forAdmin(length) : buffer;
  }

  private IoBuffer transferBuffer(int length) {
    IoBuffer buffer = line.forTransfer(length);
    return buffer.isNone() && queue.isAdministrative() ? line.forAdmin(length) : buffer;
  }

  private void take(ControllerSlot slot, IoBuffer buffer) {
    held += buffer.capacity();
    slot.attach(buffer);
  }

  /** Commands that wait for the pool stand in line; the own limit is over with the next release. */
  private void getInLine() {
    if (!inLine && !waiting.isEmpty() && !ownLimitReached(waiting.getFirst().dataBytes())) {
      inLine = true;
      if (queue.isAdministrative()) {
        line.awaitAdmin(transferClaim);
      } else {
        line.awaitTransfer(transferClaim);
      }
    }
  }

  private void serve() {
    while (!waiting.isEmpty() && tryTake(waiting.getFirst())) {
      granted.addLast(waiting.removeFirst());
      handOnSoon();
    }
  }

  private boolean claimed() {
    serve();
    inLine = !waiting.isEmpty() && !ownLimitReached(waiting.getFirst().dataBytes());
    return !inLine;
  }

  private boolean capsuleClaimed() {
    IoBuffer buffer = capsuleBuffer(capsule.dataBytes());
    if (buffer.isNone()) {
      return false;
    }
    take(capsule, buffer);
    capsule = null;
    handOnSoon();
    return true;
  }

  private void handOnSoon() {
    if (!handOnDue) {
      handOnDue = true;
      loop.execute(handOn);
    }
  }

  private void handOn() {
    handOnDue = false;
    queue.buffersGranted(granted);
  }
}
