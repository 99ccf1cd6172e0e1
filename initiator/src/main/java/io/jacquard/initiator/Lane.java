package io.jacquard.initiator;

import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * The way of commands to one queue of the controller. A lane outlives its connections: while there
 * is none it holds what it is given, and sends it, and what was lost on the way and may be
 * repeated, when there is one again.
 *
 * <p>{@link #submit} may be called from any thread; everything else on the lane's loop.
 */
final class Lane implements BufferPool.Waiter {
  /** How often a command is sent again because of its status or a lost connection. */
  static final int MAX_REPEATS = 5;

  private final int queueId;
  private final Loop loop;
  private final LaneOwner owner;
  private final int reserved;
  private final LaneCounters counters = new LaneCounters();
  private final SlotStack slots = new SlotStack();
  private final Arrivals arrivals;
  private final Runnable flush = this::flush;
  private final Runnable pump = this::pumpAndFlush;
  private final ArrayDeque<Request> requests = new ArrayDeque<>();
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private final ArrayDeque<Part> delayed = new ArrayDeque<>();
  private final ArrayDeque<Part> urgent = new ArrayDeque<>();
  private final LanePatience patience;
  private volatile boolean connected;
  private HostChannel channel;
  private boolean live;
  private boolean pumping;
  private boolean starved;
  private boolean flushScheduled;
  private InitiatorException refusal;
  private Lane detour;
  private CompletableFuture<Void> hangUp = CompletableFuture.completedFuture(null);

  /**
   * Makes a lane without a connection.
   *
   * @param reserved slots that only {@link #urgent} may use
   */
  Lane(int queueId, Loop loop, LaneOwner owner, int reserved) {
    this.queueId = queueId;
    this.loop = loop;
    this.owner = owner;
    this.reserved = reserved;
    this.arrivals = new Arrivals(loop, this::takeArrivals);
    this.patience = new LanePatience(this, loop);
  }

  int queueId() {
    return queueId;
  }

  Loop loop() {
    return loop;
  }

  LaneOwner owner() {
    return owner;
  }

  LaneCounters counters() {
    return counters;
  }

  /** The slots of the connection, those in use and the free ones. */
  Slot[] slots() {
    return slots.all();
  }

  /** True while there is a connection. From any thread. */
  boolean isConnected() {
    return connected;
  }

  HostChannel channel() {
    return channel;
  }

  /** Gives work to the lane; it is sent, held or refused. From any thread. */
  void submit(Request request) {
    arrivals.add(request);
  }

  private void takeArrivals() {
    for (Request next = arrivals.poll(); next != null; next = arrivals.poll()) {
      requests.addLast(next);
    }
    pumpAndFlush();
  }

  /** Gives a single command to the lane; the caller flushes when its batch is done. */
  void enqueue(Part part) {
    parts.addLast(part);
    pump();
  }

  /** Takes back a command that waits to be sent, or sent again; false if there is none. */
  boolean withdraw(Part part) {
    return parts.remove(part) || delayed.remove(part);
  }

  /** Sends a command of the connection itself, before all others and before the lane is live. */
  void urgent(Part part) {
    if (channel == null) {
      part.failed(new PathLostException("there is no connection to the controller"));
      return;
    }
    urgent.addLast(part);
    pump();
    flushSoon();
  }

  /** Connects the lane's queue; the result is done when the transport's handshake is. */
  CompletableFuture<Void> dial(Transport transport, QueueDial dial) {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    transport.dial(dial, loop, new LaneConnection(this, dial, opened));
    return opened;
  }

  /** The transport's handshake is done. */
  void connected(HostChannel opened) {
    channel = opened;
    connected = true;
    hangUp = new CompletableFuture<>();
    slots.reset(this, opened.capacity());
    patience.start();
  }

  /** The queue works: sends what was held. */
  void goLive() {
    refusal = null;
    detour = null;
    live = true;
    pumpAndFlush();
  }

  /** Closes the connection, if there is one; done when every command has come back. */
  CompletableFuture<Void> hangUp() {
    live = false;
    if (channel != null) {
      channel.close();
    }
    return hangUp;
  }

  /** The transport says that the connection is gone and all its commands are back. */
  void disconnected(CloseReason reason) {
    channel = null;
    connected = false;
    live = false;
    patience.stop();
    PathLostException lost = new PathLostException("the connection was lost: " + reason.detail());
    for (Part part = urgent.poll(); part != null; part = urgent.poll()) {
      part.failed(lost);
    }
    owner.disconnected(this, reason);
    hangUp.complete(null);
  }

  /** From now on, until {@link #goLive}, nothing is held: all fails at once. */
  void refuse(InitiatorException why) {
    refusal = why;
    pump();
  }

  /** Holds work again that {@link #refuse} turned away. */
  void hold() {
    refusal = null;
  }

  /** The controller has fewer queues now: all work goes by another lane until {@link #goLive}. */
  void detour(Lane other) {
    detour = other;
    pump();
  }

  private void handOver() {
    Lane other = detour;
    for (Request request = requests.poll(); request != null; request = requests.poll()) {
      other.submit(request);
    }
    while (!parts.isEmpty()) {
      Part part = parts.poll();
      other.loop.execute(
          () -> {
            other.enqueue(part);
            other.flush();
          });
    }
  }

  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      sendWhatCanBeSent();
    } finally {
      pumping = false;
    }
  }

  private void sendWhatCanBeSent() {
    if (refusal != null) {
      failHeld();
    } else if (detour != null) {
      handOver();
    }
    while (slots.free() > 0 && channel != null) {
      if (channel.available() == 0) {
        // A transport may need a moment until it can use a slot again after its completion. A
        // timer, since a task that comes again and again would keep some loops from their I/O.
        loop.schedule(pump, 0);
        break;
      }
      Part part = next();
      if (part == null || !send(part)) {
        break;
      }
    }
  }

  private void pumpAndFlush() {
    pump();
    flush();
  }

  private Part next() {
    if (!urgent.isEmpty()) {
      return urgent.poll();
    }
    if (!live || starved || slots.free() <= reserved) {
      return null;
    }
    Part part = parts.poll();
    while (part == null && !requests.isEmpty()) {
      part = requests.peek().nextPart(this);
      if (part == null) {
        requests.poll();
      }
    }
    return part;
  }

  private boolean send(Part part) {
    Slot slot = slots.take(part);
    if (!part.load(slot)) {
      slots.release(slot);
      parts.addFirst(part);
      starved = true;
      loop.buffers().whenAvailable(this);
      return false;
    }
    slot.sqe().flags(slot.sqe().fuse(), Sqe.PSDT_SGL);
    part.attempts++;
    counters.commands++;
    slot.deadline = patience.deadline(part.timeoutNanos());
    slot.moveTo(CommandState.EXECUTING);
    channel.submit(slot);
    return true;
  }

  @Override
  public boolean buffersAvailable() {
    starved = false;
    pump();
    flushSoon();
    // When still starved, the pump has queued this waiter anew.
    return true;
  }

  /** A command has come back, answered or not. */
  void completed(Slot slot, int status, long result) {
    Part part = slot.part();
    boolean overdue = slot.overdue;
    boolean pooled = slot.hasPooledData();
    counters.answers++;
    if (!pooled) {
      // Free already while its owner is told, who may have the next command for it.
      slots.release(slot);
    }
    if (status == Status.SUCCESS) {
      part.completed(slot, status, result);
    } else {
      counters.errors++;
      failed(slot, part, overdue, status, result);
    }
    if (pooled) {
      slots.release(slot);
    }
    if (hasWork()) {
      pump();
      flushSoon();
    }
  }

  private boolean hasWork() {
    return !parts.isEmpty() || !requests.isEmpty() || !urgent.isEmpty();
  }

  private void failed(Slot slot, Part part, boolean overdue, int status, long result) {
    if (endedHere(status)) {
      live = false;
      lost(part, overdue);
    } else if (overdue && Status.code(status) == Status.ABORT_REQUESTED) {
      part.failed(part.timedOut());
    } else if (part.repeatable() && part.attempts <= MAX_REPEATS && Retry.worthwhile(status)) {
      counters.repeats++;
      repeatLater(part, owner.retryDelayNanos(Status.crd(status)));
    } else {
      part.completed(slot, status, result);
    }
  }

  /**
   * True if the transport has ended the command with its connection. A controller may answer with
   * the same status, when it is a host of another one itself.
   */
  private boolean endedHere(int status) {
    int code = Status.code(status);
    return !channel.isOpen() && code == Status.HOST_PATHING_ERROR
        || !live && code == Status.ABORTED_SQ_DELETION;
  }

  private void lost(Part part, boolean overdue) {
    if (overdue) {
      part.failed(part.timedOut());
    } else if (part.repeatable() && part.attempts <= MAX_REPEATS) {
      counters.repeats++;
      parts.addLast(part);
    } else {
      part.failed(part.lost());
    }
  }

  private void repeatLater(Part part, long delayNanos) {
    if (delayNanos == 0) {
      parts.addLast(part);
      return;
    }
    delayed.addLast(part);
    loop.schedule(
        () -> {
          if (delayed.remove(part)) {
            parts.addLast(part);
            pumpAndFlush();
          }
        },
        delayNanos);
  }

  /** Fails what is held now; what callers give in answer to that has its turn later. */
  private void failHeld() {
    parts.addAll(delayed);
    delayed.clear();
    for (int left = parts.size(); left > 0; left--) {
      parts.poll().failed(refusal);
    }
    for (int left = requests.size(); left > 0; left--) {
      requests.poll().giveUp(refusal);
    }
    if (!parts.isEmpty() || !requests.isEmpty()) {
      loop.schedule(pump, 0);
    }
  }

  /** Starts what was submitted. */
  void flush() {
    flushScheduled = false;
    if (channel != null) {
      channel.flush();
    }
  }

  /** Starts what was submitted when the loop has handled what it received together. */
  void flushSoon() {
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(flush);
    }
  }
}
