package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.ArrayDeque;

/**
 * The data buffers of one queue pair: takes them from its loop's pool, lets commands wait for them
 * in their order, and sees to it that one connection cannot take them all. Data in capsules needs
 * none of them. Confined to the loop.
 */
final class DataBuffers implements BufferPool.Waiter {
  private final LoopDevice device;
  private final BufferPool pool;
  private final ControllerQueue queue;
  private final long most;
  private final ArrayDeque<ControllerSlot> waiting = new ArrayDeque<>();
  private final ArrayDeque<ControllerSlot> granted = new ArrayDeque<>();
  private final Runnable handOn = this::handOn;
  private boolean inLine;
  private boolean handOnDue;
  private long held;

  DataBuffers(LoopDevice device, ControllerQueue queue) {
    this.device = device;
    this.pool = device.loop().buffers();
    this.queue = queue;
    this.most = Math.max(pool.limit() / 4, pool.largest());
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
  void release(IoBuffer buffer) {
    held -= buffer.capacity();
    if (!device.adminReserve().takeBack(buffer)) {
      pool.release(buffer);
    }
    if (!inLine && !waiting.isEmpty()) {
      serve();
      getInLine();
    }
  }

  /** A command that may wait has been answered otherwise. */
  void forget(ControllerSlot slot) {
    if (!waiting.isEmpty()) {
      waiting.remove(slot);
    }
    if (!granted.isEmpty()) {
      granted.remove(slot);
    }
  }

  /** Nothing waits any more. */
  void end() {
    waiting.clear();
    granted.clear();
    pool.forget(this);
    inLine = false;
  }

  private boolean ownLimitReached(int length) {
    return held > 0 && held + length > most;
  }

  private boolean tryTake(ControllerSlot slot) {
    if (ownLimitReached(slot.dataBytes())) {
      return false;
    }
    IoBuffer buffer = pool.acquire(slot.dataBytes());
    if (buffer.isNone() && queue.isAdministrative()) {
      buffer = device.adminReserve().acquire(slot.dataBytes());
    }
    if (buffer.isNone()) {
      return false;
    }
    held += buffer.capacity();
    slot.attach(buffer);
    return true;
  }

  /** Commands that wait for the pool stand in line; the own limit is over with the next release. */
  private void getInLine() {
    if (!inLine && !waiting.isEmpty() && !ownLimitReached(waiting.getFirst().dataBytes())) {
      inLine = true;
      pool.whenAvailable(this);
    }
  }

  private void serve() {
    while (!waiting.isEmpty() && tryTake(waiting.getFirst())) {
      granted.addLast(waiting.removeFirst());
      if (!handOnDue) {
        handOnDue = true;
        device.loop().execute(handOn);
      }
    }
  }

  @Override
  public boolean buffersAvailable() {
    serve();
    inLine = !waiting.isEmpty() && !ownLimitReached(waiting.getFirst().dataBytes());
    return !inLine;
  }

  private void handOn() {
    handOnDue = false;
    queue.buffersGranted(granted);
  }
}
