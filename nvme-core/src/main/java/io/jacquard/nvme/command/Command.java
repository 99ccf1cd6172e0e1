package io.jacquard.nvme.command;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;

/**
 * One in-flight slot: an SQE, its data and its completion. Slots are made when their queue is made
 * and used again for every command; nothing is allocated per command.
 *
 * <p>Whoever receives or issues commands subclasses it: a transport on the controller side, where
 * {@link #onComplete} sends the response, or a caller on the host side, where it takes the result.
 * The slot's {@link #index} is the TTAG (TCP), the wr_id (RDMA) and the user data of a disk ring.
 *
 * <p>Confined to the loop of the queue it belongs to.
 */
public abstract class Command {
  private final int index;
  private final Sqe sqe;
  private final CommandCounts counts;
  private CommandState state = CommandState.FREE;
  private IoBuffer data = IoBuffer.NONE;
  private int length;
  private Completion completion = Completion.NOBODY;

  /** Someone who looks at a command's completion before its owner does: accounting, ordering. */
  @FunctionalInterface
  public interface Completion {
    /** Looks away. */
    Completion NOBODY = (command, status, result) -> {};

    /**
     * The command is about to complete.
     *
     * @param status as in {@link io.jacquard.nvme.status.Status}
     * @param result CQE DW0 in bits 31:0, DW1 in bits 63:32
     */
    void completing(Command command, int status, long result);
  }

  /**
   * Makes a slot.
   *
   * @param index its place in its queue, 0 or more
   * @param counts the queue's counts
   */
  protected Command(int index, CommandCounts counts) {
    this.index = index;
    this.counts = counts;
    this.sqe = Sqe.allocate();
  }

  /** This slot's place in its queue: 0 to the queue's depth - 1. */
  public final int index() {
    return index;
  }

  /** The submission queue entry, in this slot's own memory. */
  public final Sqe sqe() {
    return sqe;
  }

  /**
   * The command's data: what the host sent, or room for what it asked for; {@link IoBuffer#NONE}
   * when there is none. Exactly the first {@link #length} bytes count.
   */
  public final IoBuffer data() {
    return data;
  }

  /** Length of the data in bytes, 0 without data. */
  public final int length() {
    return length;
  }

  /** Attaches the data; the buffer's capacity is at least {@code length}. */
  public final void data(IoBuffer buffer, int bytes) {
    if (bytes < 0 || bytes > buffer.capacity()) {
      throw new IllegalArgumentException(
          bytes + " bytes of data in a buffer of " + buffer.capacity());
    }
    this.data = buffer;
    this.length = bytes;
  }

  /** Where the slot is in its life. */
  public final CommandState state() {
    return state;
  }

  /**
   * Goes to another state and counts it.
   *
   * @throws IllegalStateException if no command may go that way: a bug, which ends the queue
   */
  public final void moveTo(CommandState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("command slot " + index + ": " + state + " to " + next);
    }
    state = next;
    counts.entered(next);
  }

  /** Sets who looks at the next completion of this slot, once. */
  public final void beforeCompletion(Completion first) {
    completion = first;
  }

  /**
   * Ends the command. Called exactly once for each command given to {@link
   * io.jacquard.nvme.namespace.CommandQueue#submit} or to a controller, on the queue's loop.
   *
   * @param status as in {@link io.jacquard.nvme.status.Status}; 0 is success
   * @param result CQE DW0 in bits 31:0, DW1 in bits 63:32
   * @throws IllegalStateException if the command has completed already
   */
  public final void complete(int status, long result) {
    moveTo(CommandState.RESPONDING);
    Completion first = completion;
    completion = Completion.NOBODY;
    first.completing(this, status, result);
    onComplete(status, result);
  }

  /**
   * Takes the completion: sends the response, or hands over the result. Ends with the slot FREE,
   * now or when the response has left.
   */
  protected abstract void onComplete(int status, long result);
}
