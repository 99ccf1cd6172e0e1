package io.jacquard.initiator;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * One queue of a namespace, and the requests that wait for a slot of it. Requests come from any
 * thread; all else is confined to the loop.
 */
final class DirectQueue implements BufferPool.Waiter {
  private static final int DEPTH = 128;

  private final Loop loop;
  private final Namespace namespace;
  private final boolean inPlace;
  private final ArrayDeque<DirectSlot> free = new ArrayDeque<>();
  private final ArrayDeque<DirectRequest> waiting = new ArrayDeque<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private CommandQueue queue;
  private boolean waitsForBuffer;
  private boolean sending;
  private boolean closed;

  /**
   * A queue that is opened with its first request.
   *
   * @param inPlace true if aligned native memory of callers may be used as it is
   */
  DirectQueue(Loop loop, Namespace namespace, boolean inPlace) {
    this.loop = loop;
    this.namespace = namespace;
    this.inPlace = inPlace;
    CommandCounts counts = new CommandCounts();
    for (int i = 0; i < DEPTH; i++) {
      free.add(new DirectSlot(i, counts, this));
    }
  }

  Loop loop() {
    return loop;
  }

  /** The most data of one command, in bytes. */
  int largest() {
    return Math.min(namespace.largestTransfer(), loop.buffers().largest());
  }

  /** Takes a request. From any thread. */
  void submit(DirectRequest request) {
    try {
      loop.execute(() -> accept(request));
    } catch (RejectedExecutionException e) {
      request.giveUp(closedReason());
    }
  }

  private PathLostException closedReason() {
    return new PathLostException(namespace.description() + " is closed");
  }

  private void accept(DirectRequest request) {
    if (closed) {
      request.giveUp(closedReason());
      return;
    }
    if (queue == null) {
      try {
        queue = namespace.open(loop, DEPTH);
      } catch (RuntimeException e) {
        request.giveUp(
            new PathLostException("no queue on " + namespace.description() + ": " + e, e));
        return;
      }
    }
    waiting.addLast(request);
    send();
  }

  /** Sends as much as there are slots and buffers for. */
  private void send() {
    if (sending) {
      return; // commands may complete, and ask for more, while they are submitted
    }
    sending = true;
    while (!waiting.isEmpty()
        && !free.isEmpty()
        && !waitsForBuffer
        && sendNext(waiting.getFirst())) {
      if (!waiting.isEmpty() && !waiting.getFirst().hasMore()) {
        waiting.removeFirst();
      }
    }
    sending = false;
    queue.flush();
  }

  private boolean sendNext(DirectRequest request) {
    if (!request.hasMore()) {
      return true;
    }
    int length = request.nextBytes();
    DirectSlot slot = free.getFirst();
    if (length == 0) {
      slot.take(request, IoBuffer.NONE, 0);
    } else if (isUsable(request.nextMemory())) {
      slot.take(request, IoBuffer.wrap(request.nextMemory()), length);
    } else if (!takeCopy(slot, request, length)) {
      return false;
    }
    free.removeFirst();
    request.load(slot);
    queue.submit(slot);
    return true;
  }

  /** Devices take memory by pages, and drivers in user space only memory they know. */
  private boolean isUsable(MemorySegment memory) {
    return inPlace && memory.isNative() && memory.address() % IoMemory.PAGE == 0;
  }

  private boolean takeCopy(DirectSlot slot, DirectRequest request, int length) {
    IoBuffer buffer = loop.buffers().acquire(length);
    if (buffer.isNone()) {
      waitsForBuffer = true;
      loop.buffers().whenAvailable(this);
      return false;
    }
    MemorySegment memory = request.nextMemory();
    if (request.toNamespace()) {
      MemorySegment.copy(memory, 0, buffer.segment(), 0, length);
      slot.takeCopy(request, buffer, length, MemorySegment.NULL);
    } else {
      slot.takeCopy(request, buffer, length, memory);
    }
    return true;
  }

  @Override
  public boolean buffersAvailable() {
    waitsForBuffer = false;
    loop.execute(this::sendIfOpen);
    return true;
  }

  private void sendIfOpen() {
    if (!closed && queue != null) {
      send();
    }
  }

  void completed(DirectSlot slot, int status, long result) {
    if (Status.isSuccess(status)) {
      slot.collect();
    }
    DirectRequest request = slot.request();
    request.completed(slot, status, result);
    slot.release();
    free.addLast(slot);
    if (closed) {
      endIfIdle();
    } else {
      send();
    }
  }

  /** Takes no more requests; done when those under way have ended. From any thread. */
  CompletableFuture<Void> close() {
    loop.execute(this::closeHere);
    return gone;
  }

  private void closeHere() {
    if (closed) {
      return;
    }
    closed = true;
    if (waitsForBuffer) {
      loop.buffers().forget(this);
    }
    waiting.forEach(request -> request.giveUp(closedReason()));
    waiting.clear();
    endIfIdle();
  }

  /** Not before every command has ended: a queue that is closed gives up those it still has. */
  private void endIfIdle() {
    if (free.size() < DEPTH) {
      return;
    }
    if (queue != null) {
      queue.close();
    }
    gone.complete(null);
  }
}
