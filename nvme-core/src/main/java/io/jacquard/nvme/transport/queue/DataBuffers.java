package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The data buffers of one queue pair of a controller: takes them from its loop's pool, lets
 * commands wait for them in their order, and sees to it that one connection cannot take them all.
 * Confined to the loop.
 *
 * @param <S> the transport's commands
 */
public final class DataBuffers<S extends ReceivedCommand> {
  private final Loop loop;
  private final BufferLine line;
  private final Consumer<ArrayDeque<S>> taker;
  private final long most;
  private final ArrayDeque<S> waiting = new ArrayDeque<>();
  private final ArrayDeque<S> granted = new ArrayDeque<>();
  private final BufferLine.Claim transferClaim = this::claimed;
  private final BufferLine.Claim capsuleClaim = this::capsuleClaimed;
  private final Runnable handOn = this::handOn;
  private S capsule;
  private boolean administrative = true;
  private boolean inLine;
  private boolean handOnDue;
  private long held;

  /**
   * Makes those of an admin queue, or of one that waits for Connect.
   *
   * @param line where the queue waits with others of its loop
   * @param taker takes out, and goes on with, the commands that have waited for buffers, or for a
   *     capsule's buffer; in a turn of its own
   */
  public DataBuffers(Loop loop, BufferLine line, Consumer<ArrayDeque<S>> taker) {
    this.loop = loop;
    this.line = line;
    this.taker = taker;
    this.most = Math.max(loop.buffers().limit() / 4, loop.buffers().largest());
  }

  /** Connect has told whether this is the admin queue: not to be kept waiting by stuck I/O. */
  public void bind(boolean admin) {
    administrative = admin;
  }

  /** Takes a buffer for a command with data in its capsule; false if it waits for one. */
  public boolean forCapsule(S slot) {
    IoBuffer buffer = capsuleBuffer(slot.dataBytes());
    if (buffer.isNone()) {
      slot.moveTo(CommandState.WAIT_BUFFER);
      capsule = slot;
      if (administrative) {
        line.awaitAdmin(capsuleClaim);
      } else {
        line.awaitCapsule(capsuleClaim);
      }
      return false;
    }
    take(slot, buffer);
    return true;
  }

  /** Takes a buffer for a command whose data is moved on request; false if it waits for one. */
  public boolean forTransfer(S slot) {
    if (waiting.isEmpty() && tryTake(slot)) {
      return true;
    }
    slot.moveTo(CommandState.WAIT_BUFFER);
    waiting.addLast(slot);
    getInLine();
    return false;
  }

  /** Gives a buffer back. */
  public void release(IoBuffer buffer, boolean fromCapsule) {
    held -= buffer.capacity();
    line.release(buffer, fromCapsule);
    if (!inLine && !waiting.isEmpty()) {
      serve();
      getInLine();
    }
  }

  /** A command that may wait has been answered otherwise. */
  public void forget(S slot) {
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
  public void end() {
    capsule = null;
    waiting.clear();
    granted.clear();
    line.forget(transferClaim);
    line.forget(capsuleClaim);
  }

  private boolean ownLimitReached(int length) {
    return held > 0 && held + length > most;
  }

  private boolean tryTake(S slot) {
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
    return buffer.isNone() && administrative ? line.forAdmin(length) : buffer;
  }

  private IoBuffer transferBuffer(int length) {
    IoBuffer buffer = line.forTransfer(length);
    return buffer.isNone() && administrative ? line.forAdmin(length) : buffer;
  }

  private void take(S slot, IoBuffer buffer) {
    held += buffer.capacity();
    slot.attach(buffer);
  }

  /** Commands that wait for the pool stand in line; the own limit is over with the next release. */
  private void getInLine() {
    if (!inLine && !waiting.isEmpty() && !ownLimitReached(waiting.getFirst().dataBytes())) {
      inLine = true;
      if (administrative) {
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
    taker.accept(granted);
  }
}
