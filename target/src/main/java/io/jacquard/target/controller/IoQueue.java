package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.Disconnect;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.command.TransferLength;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.util.ArrayDeque;

/**
 * An I/O queue of a controller: hands each command to the command queue of its namespace. Confined
 * to the loop of its connection, except where a method says otherwise.
 *
 * <p>The path of a command neither allocates nor locks: its slot's index leads to everything that
 * is known about it, and its namespace ID to the open namespace.
 */
final class IoQueue implements QueueHandler, Command.Completion {
  private final HostQueue hostQueue;
  private final IoController controller;
  private final int id;
  private final Loop loop;
  private final IoCounters counters = new IoCounters();
  private final FailureReports failures;
  private final FusedPairs fused;
  private final OpenNamespaces namespaces;

  private final Command[] commands;
  private final OpenNamespace[] places;
  private final boolean[] started;
  private final int[] doomed;
  private final long[] arrivedAt;
  private int executing;

  private boolean inBatch;
  private int batchArrivals;
  private long batchNanos;
  private Subsystem view;
  private boolean ready;
  private boolean over;
  private boolean writeThrough;

  private final ArrayDeque<Command> parked = new ArrayDeque<>();
  private CloseReason stopping;
  private CloseReason deleted;

  /** A queue that the controller has not admitted yet. */
  IoQueue(HostQueue hostQueue, IoController controller, int id, int entries) {
    this.hostQueue = hostQueue;
    this.controller = controller;
    this.id = id;
    this.loop = hostQueue.loop();
    this.failures = new FailureReports(loop, controller);
    this.fused = new FusedPairs(this, entries);
    this.commands = new Command[entries];
    this.places = new OpenNamespace[entries];
    this.started = new boolean[entries];
    this.doomed = new int[entries];
    this.arrivedAt = new long[entries];
    this.view = controller.roster().current();
    this.namespaces = new OpenNamespaces(loop, entries, controller, view);
  }

  /** The queue ID, 1 or more; fixed. */
  int id() {
    return id;
  }

  /** The controller it belongs to; fixed. */
  IoController controller() {
    return controller;
  }

  /** What the queue has done; may be called from any thread. */
  IoCounters counters() {
    return counters;
  }

  /** Ends the queue's connection; may be called from any thread. */
  void close(CloseReason reason) {
    hostQueue.connection().close(reason);
  }

  /** Runs something on this queue's loop; may be called from any thread. */
  void onLoop(Runnable task) {
    Hop.to(loop, task);
  }

  @Override
  public int arrived(Command command, int dataBytes) {
    beginBatch();
    batchArrivals++;
    int status = over ? Status.SUCCESS : check(command.sqe(), dataBytes);
    if (!over && (command.sqe().fuse() != Sqe.FUSE_NONE || fused.isOpen())) {
      status = fused.arrived(command, status);
    }
    if (status != Status.SUCCESS) {
      failures.add(id, command.sqe(), status);
      return status;
    }
    int index = command.index();
    commands[index] = command;
    arrivedAt[index] = batchNanos;
    command.beforeCompletion(this);
    return Status.SUCCESS;
  }

  @Override
  public void refused(Command command, int status) {
    beginBatch();
    batchArrivals++;
    if (!over && fused.isOpen()) {
      fused.arrived(command, status);
    }
    failures.add(id, command.sqe(), status);
  }

  private void beginBatch() {
    if (inBatch) {
      return;
    }
    inBatch = true;
    batchNanos = loop.nanoTime();
    // In this order: a controller is over before it stops being ready.
    ready = controller.isReady();
    over = controller.isOver();
    writeThrough = controller.isWriteThrough();
    Subsystem now = controller.roster().current();
    if (now != view) {
      view = now;
      namespaces.follow(view);
    }
  }

  private int check(Sqe sqe, int dataBytes) {
    if (sqe.psdt() != Sqe.PSDT_SGL) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    if (!ready) {
      return Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
    }
    int opcode = sqe.opcode();
    if (opcode == FabricsCommandType.OPCODE) {
      return IoCommandCheck.fabrics(sqe);
    }
    ExportedNamespace namespace = view.namespace(sqe.nsid());
    if (namespace == null || !controller.shows(namespace)) {
      return opcode == NvmOpcode.FLUSH && sqe.nsid() == Sqe.NSID_ALL
          ? Status.SUCCESS
          : IoCommandCheck.withoutNamespace(opcode);
    }
    return IoCommandCheck.check(sqe, dataBytes, namespace);
  }

  @Override
  public void execute(Command command) {
    beginBatch();
    int index = command.index();
    if (doomed[index] != Status.SUCCESS) {
      command.complete(doomed[index], 0);
    } else if (stopping != null || over) {
      // Unanswered, it is the host's to send again on another connection.
      parked.add(command);
    } else if (fused.holds(index)) {
      fused.ready(command);
    } else if (command.sqe().isFabrics()) {
      disconnect(command);
    } else {
      start(command);
    }
  }

  private void start(Command command) {
    ExportedNamespace namespace = view.namespace(command.sqe().nsid());
    OpenNamespace place = namespace == null ? null : namespaces.open(namespace);
    if (place != null) {
      submit(place, command);
    } else if (command.sqe().nsid() == Sqe.NSID_ALL) {
      markStarted(command);
      new BroadcastFlush(namespaces, command, view.namespaces()).next(Status.SUCCESS);
    } else {
      command.complete(refusal(namespace), 0);
    }
  }

  private int refusal(ExportedNamespace namespace) {
    // Null: removed since the command arrived.
    return namespace == null ? OpenNamespaces.GONE : namespaces.refusal();
  }

  /** Both halves of a fused pair have their data: they go into the namespace's queue in a row. */
  void submitPair(Command first, Command second) {
    ExportedNamespace namespace = view.namespace(first.sqe().nsid());
    OpenNamespace place = namespace == null ? null : namespaces.open(namespace);
    if (place == null) {
      first.complete(refusal(namespace), 0);
      second.complete(Status.ABORTED_FAILED_FUSED, 0);
      return;
    }
    submit(place, first);
    submit(place, second);
  }

  private void submit(OpenNamespace place, Command command) {
    markStarted(command);
    places[command.index()] = place;
    if (!TransferLength.exact(command.sqe().opcode())) {
      clearRoom(command);
    }
    if (writeThrough && IoCommandCheck.isWrite(command.sqe().opcode())) {
      command.sqe().cdw12(command.sqe().cdw12() | Sqe.FUA);
    }
    namespaces.submit(place, command);
  }

  /** What the medium does not fill of a host's room must not tell of others' data. */
  private static void clearRoom(Command command) {
    if (DataDirection.of(command.sqe().opcode(), 0).toHost()) {
      command.data().segment().asSlice(0, command.length()).fill((byte) 0);
    }
  }

  private void markStarted(Command command) {
    command.moveTo(CommandState.EXECUTING);
    started[command.index()] = true;
    executing++;
  }

  /** The subsystem has a new snapshot: namespaces that went are closed though no command comes. */
  void subsystemChanged() {
    batchEnd();
    beginBatch();
    batchEnd();
  }

  @Override
  public void completing(Command command, int status, long result) {
    int index = command.index();
    commands[index] = null;
    doomed[index] = Status.SUCCESS;
    OpenNamespace place = places[index];
    if (place != null) {
      places[index] = null;
      account(command, place, status, loop.nanoTime() - arrivedAt[index]);
      place.completed();
    }
    if (status != Status.SUCCESS) {
      failures.add(id, command.sqe(), status);
    }
    if (started[index]) {
      started[index] = false;
      executing--;
      closeIfDrained();
    }
  }

  private void account(Command command, OpenNamespace place, int status, long nanos) {
    int opcode = command.sqe().opcode();
    place.recorder().completed(opcode, command.length(), nanos, status);
    if (status == Status.SUCCESS && opcode == NvmOpcode.READ) {
      counters.read(command.length());
    } else if (status == Status.SUCCESS
        && (opcode == NvmOpcode.WRITE || opcode == NvmOpcode.ZONE_APPEND)) {
      counters.written(command.length());
    } else if (FailureReports.isMediaError(status)) {
      counters.mediaError();
    }
  }

  /** A command that has not been started shall end with {@code status} as soon as it can. */
  void doom(int index, int status) {
    doomed[index] = status;
  }

  @Override
  public void dropped(Command command, int status) {
    if (fused.holds(command.index())) {
      fused.cancel(command);
    }
  }

  @Override
  public void batchEnd() {
    namespaces.flush();
    counters.arrived(batchArrivals);
    batchArrivals = 0;
    inBatch = false;
  }

  /**
   * Carries out an Abort.
   *
   * @return true if the command was found and has ended, or will end as soon as its data has come,
   *     without having been executed
   */
  boolean abort(int commandId) {
    for (Command command : commands) {
      if (command != null && command.sqe().cid() == commandId) {
        return abort(command);
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // the very slot is meant
  private boolean abort(Command command) {
    int index = command.index();
    if (!started[index]) {
      boolean waited = fused.holds(index) && fused.cancel(command);
      if (waited || parked.remove(command)) {
        command.complete(Status.ABORT_REQUESTED, 0);
      } else {
        doom(index, Status.ABORT_REQUESTED);
      }
      return true;
    }
    if (places[index] == null) {
      return false; // a Flush of all namespaces is not one command of any queue
    }
    places[index].abort(command);
    return commands[index] != command;
  }

  private void disconnect(Command command) {
    Disconnect disconnect = (Disconnect) FabricsCommand.decode(command.sqe());
    if (disconnect.recfmt() != 0) {
      command.complete(Status.withDnr(Status.CONNECT_INCOMPATIBLE_FORMAT), 0);
      return;
    }
    command.complete(Status.SUCCESS, 0);
    deleted = CloseReason.of(CloseReason.Kind.DISCONNECTED, "the host deleted I/O queue " + id);
    close(deleted);
  }

  /** Begins no command any more and closes the connection when those under way have completed. */
  void stop(CloseReason reason) {
    if (stopping == null) {
      stopping = reason;
      closeIfDrained();
    }
  }

  private void closeIfDrained() {
    if (stopping != null && executing == 0) {
      close(stopping);
    }
  }

  @Override
  public void closed(CloseReason reason) {
    fused.closed();
    while (!parked.isEmpty()) {
      parked.removeFirst().complete(Status.ABORTED_SQ_DELETION, 0);
    }
    for (int i = 0; i < commands.length; i++) {
      if (started[i] && places[i] != null) {
        places[i].abort(commands[i]);
      }
    }
    namespaces.close();
    // A host that has deleted the queue may be the first to close the connection.
    CloseReason cause = deleted == null ? reason : deleted;
    Hop.to(controller.loop(), () -> controller.queueClosed(this, cause));
  }
}
