package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.subsystem.ExportedNamespace;
import java.util.Iterator;
import java.util.List;

/**
 * A Flush of all namespaces (NVMe Base 2.1, 7.2 "Flush command", NSID FFFFFFFFh): one namespace
 * after the other, ended by the first error. Confined to the I/O queue's loop.
 */
final class BroadcastFlush {
  private final OpenNamespaces namespaces;
  private final Command asked;
  private final Iterator<ExportedNamespace> left;

  /** The host's command {@code asked} completes after {@code all} were flushed. */
  BroadcastFlush(OpenNamespaces namespaces, Command asked, List<ExportedNamespace> all) {
    this.namespaces = namespaces;
    this.asked = asked;
    this.left = all.iterator();
  }

  void next(int status) {
    int ended = status;
    while (ended == Status.SUCCESS && left.hasNext()) {
      ExportedNamespace namespace = left.next();
      OpenNamespace open = namespaces.open(namespace);
      if (open != null) {
        Step step = new Step(open);
        step.moveTo(CommandState.RECEIVED);
        step.moveTo(CommandState.EXECUTING);
        step.sqe().opcode(NvmOpcode.FLUSH).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL);
        step.sqe().nsid(namespace.nsid());
        open.submit(step);
        // A step may start long after the batch in which the host asked.
        open.flush();
        return;
      }
      boolean gone = namespaces.refusal() == OpenNamespaces.GONE;
      ended = gone ? Status.SUCCESS : namespaces.refusal();
    }
    // The queue may have gone meanwhile: then not all were flushed.
    boolean cut = ended == Status.SUCCESS && namespaces.isClosed();
    asked.complete(cut ? Status.ABORTED_SQ_DELETION : ended, 0);
  }

  /** The Flush of one namespace, in the place of the host's command, which is in no queue. */
  private final class Step extends Command {
    private final OpenNamespace open;

    Step(OpenNamespace open) {
      super(asked.index(), new CommandCounts());
      this.open = open;
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      open.completed();
      next(status);
    }
  }
}
