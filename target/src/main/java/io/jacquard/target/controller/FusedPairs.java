package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.Arrays;

/**
 * Binds the halves of fused Compare and Write (NVMe Base 2.1, 3.4.2 "Fused Operations"). They are
 * bound when their capsules arrive, next to each other; their data may come in any order and
 * between that of other commands, and the pair is submitted when both halves have theirs. Confined
 * to the I/O queue's loop.
 */
final class FusedPairs {
  private static final int NONE = -1;

  private final IoQueue queue;
  private final Command[] known;
  private final Command[] ready;
  private final int[] partner;
  private int open = NONE;

  /** Pairs of commands in slots 0 to {@code entries} - 1. */
  FusedPairs(IoQueue queue, int entries) {
    this.queue = queue;
    this.known = new Command[entries];
    this.ready = new Command[entries];
    this.partner = new int[entries];
    Arrays.fill(partner, NONE);
  }

  /** True if the first half of a pair has come and the next capsule must be the second. */
  boolean isOpen() {
    return open != NONE;
  }

  /**
   * A capsule has arrived, fused or, while a pair {@link #isOpen}, of any kind.
   *
   * @param status what else is wrong with the command
   * @return the status to refuse it with, 0 to go on
   */
  int arrived(Command command, int status) {
    int first = open;
    open = NONE;
    int fuse = command.sqe().fuse();
    if (fuse == Sqe.FUSE_SECOND && first != NONE) {
      return second(first, command, status);
    }
    if (first != NONE) {
      orphan(first, Status.ABORTED_MISSING_FUSED);
    }
    if (status != Status.SUCCESS || fuse == Sqe.FUSE_NONE) {
      return status;
    }
    if (fuse == Sqe.FUSE_SECOND) {
      return Status.ABORTED_MISSING_FUSED;
    }
    if (fuse != Sqe.FUSE_FIRST || command.sqe().opcode() != NvmOpcode.COMPARE) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    open = command.index();
    known[open] = command;
    return Status.SUCCESS;
  }

  private int second(int first, Command command, int status) {
    if (status != Status.SUCCESS) {
      orphan(first, Status.ABORTED_MISSING_FUSED);
      return status;
    }
    Sqe one = known[first].sqe();
    Sqe two = command.sqe();
    if (two.opcode() != NvmOpcode.WRITE
        || one.nsid() != two.nsid()
        || one.slba() != two.slba()
        || one.nlb() != two.nlb()) {
      orphan(first, Status.withDnr(Status.INVALID_FIELD));
      return Status.withDnr(Status.INVALID_FIELD);
    }
    int index = command.index();
    known[index] = command;
    partner[first] = index;
    partner[index] = first;
    return Status.SUCCESS;
  }

  /** True if {@code command} is half of a pair, or may become one, and must wait for its other. */
  boolean holds(int index) {
    return known[index] != null;
  }

  /** The data of a half is there. The pair starts if it is the second of the two to be ready. */
  void ready(Command command) {
    int index = command.index();
    int other = partner[index];
    if (other == NONE || ready[other] == null) {
      ready[index] = command;
      return;
    }
    Command waiting = ready[other];
    forget(index);
    forget(other);
    if (command.sqe().fuse() == Sqe.FUSE_FIRST) {
      queue.submitPair(command, waiting);
    } else {
      queue.submitPair(waiting, command);
    }
  }

  /**
   * A half will not be executed, for whatever reason: neither is its other.
   *
   * @return true if the half was waiting here, so that its completion is now up to the caller
   */
  boolean cancel(Command command) {
    int index = command.index();
    if (open == index) {
      open = NONE;
    }
    int other = partner[index];
    boolean waited = ready[index] != null;
    forget(index);
    if (other != NONE) {
      partner[other] = NONE;
      boolean wasFirst = command.sqe().fuse() == Sqe.FUSE_FIRST;
      orphan(other, wasFirst ? Status.ABORTED_FAILED_FUSED : Status.ABORTED_MISSING_FUSED);
    }
    return waited;
  }

  /** The queue is gone: those that wait complete. */
  void closed() {
    for (int i = 0; i < ready.length; i++) {
      if (ready[i] != null) {
        Command waiting = ready[i];
        cancel(waiting);
        waiting.complete(Status.ABORTED_SQ_DELETION, 0);
      }
    }
  }

  /** A half lost its other: it ends now if it waits here, else when its data has come. */
  private void orphan(int index, int status) {
    Command command = known[index];
    boolean waits = ready[index] != null;
    forget(index);
    if (waits) {
      command.complete(status, 0);
    } else {
      queue.doom(index, status);
    }
  }

  private void forget(int index) {
    known[index] = null;
    ready[index] = null;
    partner[index] = NONE;
  }
}
