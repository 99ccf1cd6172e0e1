package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.target.namespace.ZonedOperation.Place;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A queue on a {@link ZonedNamespace}, over a queue of the namespace below. Reads go straight down.
 * What changes a zone has it alone, from the look at its write pointer until the blocks are
 * written; what finds its zone taken stands in a {@link ZonedLine}.
 */
final class ZonedQueue implements CommandQueue {
  private static final int UNKNOWN = Status.withDnr(Status.INVALID_OPCODE);

  private final ZonedNamespace namespace;
  private final Loop loop;
  private final CommandQueue below;
  private final Zones zones;
  private final ZonedCheck check;
  private final ZoneReports reports;
  private final ZonedLine line;
  private final boolean deallocates;
  private final ZonedOperation[] operations;
  private final CommandCounts counts = new CommandCounts();
  private final AtomicBoolean resumePending = new AtomicBoolean();
  private final Runnable resume = this::resume;
  private volatile boolean waiting;
  private ZonedOperation submitting;
  private int eraseStatus;
  private int active;
  private boolean closed;
  private boolean released;

  ZonedQueue(ZonedNamespace namespace, Loop loop, CommandQueue below, int depth) {
    this.namespace = namespace;
    this.loop = loop;
    this.below = below;
    this.zones = namespace.states();
    this.check = namespace.check();
    this.reports = namespace.newReports();
    this.line = new ZonedLine(namespace.gate());
    this.deallocates = namespace.capabilities().contains(Capability.DEALLOCATE);
    this.operations = new ZonedOperation[depth];
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.ABORTED_SQ_DELETION, 0);
    } else if (command.sqe().fuse() != Sqe.FUSE_NONE) {
      command.complete(ZoneRules.INVALID_FIELD, 0);
    } else {
      accept(command);
    }
  }

  private void accept(Command command) {
    Sqe sqe = command.sqe();
    switch (sqe.opcode()) {
      case NvmOpcode.FLUSH -> below.submit(command);
      case NvmOpcode.READ, NvmOpcode.COMPARE, NvmOpcode.VERIFY -> {
        if (passes(command, check.read(sqe))) {
          below.submit(command);
        }
      }
      case NvmOpcode.DATASET_MANAGEMENT -> {
        if (passes(command, deallocates ? Status.SUCCESS : UNKNOWN)) {
          below.submit(command);
        }
      }
      case NvmOpcode.WRITE, NvmOpcode.WRITE_ZEROES, NvmOpcode.ZONE_APPEND -> {
        if (passes(command, check.write(command))) {
          enter(command, check.zoneOf(sqe.slba()));
        }
      }
      case NvmOpcode.ZONE_MANAGEMENT_SEND -> {
        if (passes(command, check.send(command))) {
          enter(command, ZoneManagementSend.selectAll(sqe) ? -1 : check.zoneOf(sqe.slba()));
        }
      }
      case NvmOpcode.ZONE_MANAGEMENT_RECEIVE -> {
        if (passes(command, check.receive(command))) {
          report(command);
        }
      }
      default -> command.complete(UNKNOWN, 0);
    }
  }

  private static boolean passes(Command command, int status) {
    if (status != Status.SUCCESS) {
      command.complete(status, 0);
    }
    return status == Status.SUCCESS;
  }

  private ZonedOperation begin(Command command, int zone) {
    ZonedOperation operation = operations[command.index()];
    if (operation == null) {
      operation = new ZonedOperation(this, command.index(), counts);
      operations[command.index()] = operation;
    }
    if (operation.command != null) {
      throw new IllegalStateException("two commands in a queue with index " + command.index());
    }
    operation.begin(command, zone);
    active++;
    return operation;
  }

  private void report(Command command) {
    if (!zones.blocks()) {
      command.complete(reports.answer(command), 0);
      return;
    }
    ZonedOperation operation = begin(command, 0);
    operation.hold().none();
    away(operation, () -> reports.answer(command));
  }

  private void enter(Command command, int zone) {
    ZonedOperation operation = begin(command, zone);
    namespace.ask(operation);
    if (line.acquire(operation)) {
      run(operation);
      return;
    }
    // Said first and then tried again: whoever frees the zone after this sees that we wait.
    waiting = true;
    if (line.acquire(operation)) {
      waiting = !line.isEmpty();
      run(operation);
    } else {
      line.add(operation);
    }
  }

  /** A zone was given back that somebody waited for. Called from any thread. */
  void zoneFreed() {
    if (waiting && resumePending.compareAndSet(false, true)) {
      namespace.hop(loop, resume);
    }
  }

  private void resume() {
    resumePending.set(false);
    ZonedOperation ready = line.takeReady();
    waiting = !line.isEmpty();
    while (ready != null) {
      ZonedOperation next = ready.next;
      ready.next = null;
      run(ready);
      ready = next;
    }
    flush();
  }

  /** The operation has its zone. */
  private void run(ZonedOperation operation) {
    operation.place = Place.READY;
    if (operation.giveUp != Status.SUCCESS) {
      end(operation, operation.giveUp);
    } else if (!isManagement(operation)) {
      write(operation);
    } else if (zones.leavesBlocks() && isReset(operation)) {
      eraseOrRefuse(operation);
    } else {
      manage(operation);
    }
  }

  private static boolean isManagement(ZonedOperation operation) {
    return operation.command.sqe().opcode() == NvmOpcode.ZONE_MANAGEMENT_SEND;
  }

  private static boolean isReset(ZonedOperation operation) {
    return ZoneManagementSend.action(operation.command.sqe()) == ZoneSendAction.RESET;
  }

  private void write(ZonedOperation operation) {
    Sqe host = operation.command.sqe();
    boolean append = host.opcode() == NvmOpcode.ZONE_APPEND;
    int status =
        zones.admit(operation.zone, append ? Zones.AT_WRITE_POINTER : host.slba(), host.blocks());
    if (status != Status.SUCCESS) {
      end(operation, status);
      return;
    }
    operation.toWrite(append ? zones.writePointer(operation.zone) : host.slba());
    below.submit(operation);
  }

  /** The operation has ended in the queue below. */
  void backFromBelow(ZonedOperation operation, int status) {
    operation.place = Place.READY;
    if (isManagement(operation)) {
      erased(operation, status);
    } else if (status == Status.SUCCESS) {
      zones.written(operation.zone, operation.command.sqe().blocks());
      end(operation, Status.SUCCESS);
    } else if (zones.blocks()) {
      away(operation, () -> zones.failed(operation.zone, status));
    } else {
      end(operation, zones.failed(operation.zone, status));
    }
  }

  private void eraseOrRefuse(ZonedOperation operation) {
    int status =
        operation.needsAll()
            ? Status.SUCCESS
            : ZoneRules.action(ZoneSendAction.RESET, zones.state(operation.zone));
    if (status != Status.SUCCESS) {
      end(operation, status);
      return;
    }
    operation.erasing = Math.max(0, operation.zone);
    erase(operation);
  }

  /** Gives the blocks of the zones to reset back, one zone after the other, then resets them. */
  private void erase(ZonedOperation operation) {
    int last = operation.needsAll() ? zones.count() - 1 : operation.zone;
    while (operation.erasing <= last && operation.giveUp == Status.SUCCESS) {
      int zone = operation.erasing++;
      long start = zone * namespace.geometryOfZones().zoneBlocks();
      long blocks = zones.writePointer(zone) - start;
      if (blocks == 0 || !ZoneRules.selects(ZoneSendAction.RESET, zones.state(zone))) {
        continue;
      }
      operation.toDeallocate(start, blocks);
      submitting = operation;
      below.submit(operation);
      submitting = null;
      if (operation.place == Place.BELOW) {
        return; // goes on when it is back
      }
      if (eraseStatus != Status.SUCCESS) {
        end(operation, eraseStatus);
        return;
      }
    }
    if (operation.giveUp != Status.SUCCESS) {
      end(operation, operation.giveUp);
    } else {
      manage(operation);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very operation is meant
  private void erased(ZonedOperation operation, int status) {
    if (submitting == operation) {
      eraseStatus = status;
    } else if (status != Status.SUCCESS) {
      end(operation, status);
    } else {
      erase(operation);
      flush();
    }
  }

  private void manage(ZonedOperation operation) {
    if (zones.blocks()) {
      away(operation, () -> act(operation));
    } else {
      end(operation, act(operation));
    }
  }

  private int act(ZonedOperation operation) {
    int action = ZoneManagementSend.action(operation.command.sqe());
    if (operation.needsAll()) {
      return zones.actOnAll(action);
    }
    return action == ZoneSendAction.SET_DESCRIPTOR_EXTENSION
        ? zones.setExtension(operation.zone, operation.command.data().bytes())
        : zones.act(action, operation.zone);
  }

  /** Has something that may block done by the namespace's thread, and ends with its status. */
  private void away(ZonedOperation operation, ZonedNamespace.Task task) {
    operation.place = Place.AWAY;
    namespace.away(task, status -> namespace.hop(loop, () -> end(operation, status)));
  }

  private void end(ZonedOperation operation, int status) {
    namespace.gate().release(operation.hold());
    Command command = operation.command;
    boolean append = command.sqe().opcode() == NvmOpcode.ZONE_APPEND;
    operation.command = null;
    operation.place = Place.IDLE;
    active--;
    command.complete(status, append && status == Status.SUCCESS ? operation.written : 0);
    releaseWhenIdle();
  }

  @Override
  public void flush() {
    below.flush();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very slot is meant
  public void abort(Command command) {
    ZonedOperation operation =
        command.index() < operations.length ? operations[command.index()] : null;
    if (operation != null && operation.command == command) {
      giveUp(operation, Status.ABORT_REQUESTED);
    } else {
      below.abort(command);
    }
  }

  private void giveUp(ZonedOperation operation, int status) {
    switch (operation.place) {
      case PARKED -> {
        line.remove(operation);
        end(operation, status);
      }
      case READY -> operation.giveUp = status;
      case BELOW -> {
        operation.giveUp = status;
        below.abort(operation);
      }
      case IDLE, AWAY -> {
        // Nothing to end, or nothing that can be.
      }
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (ZonedOperation operation : operations) {
      if (operation == null || operation.command == null) {
        continue;
      }
      if (operation.place == Place.BELOW) {
        operation.giveUp = Status.ABORTED_SQ_DELETION; // closing the queue below ends its command
      } else {
        giveUp(operation, Status.ABORTED_SQ_DELETION);
      }
    }
    below.close();
    releaseWhenIdle();
  }

  private void releaseWhenIdle() {
    if (closed && active == 0 && !released) {
      released = true;
      namespace.queueClosed(this);
    }
  }
}
