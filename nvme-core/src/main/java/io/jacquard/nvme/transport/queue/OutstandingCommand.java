package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.command.Command;

/**
 * What a host remembers of one command in flight; transports add what they need. Confined to the
 * loop.
 */
public class OutstandingCommand {
  private final int index;
  private int generation;
  private int cid;
  private Command command;
  private boolean inFlight;
  private boolean carries;
  private boolean answered;
  private boolean abortDue;
  private int status;
  private long result;

  /**
   * Makes a slot.
   *
   * @param index its place in its queue, 0 or more
   */
  protected OutstandingCommand(int index) {
    this.index = index;
  }

  /** Its place in its queue. */
  public final int index() {
    return index;
  }

  /** Takes a command along, under a CID that was not used lately. */
  final void begin(Command what, int indexBits) {
    command = what;
    cid = (++generation << indexBits | index) & 0xFFFF;
    inFlight = true;
    carries = true;
    answered = false;
    abortDue = false;
  }

  /** The command identifier. */
  public final int cid() {
    return cid;
  }

  /** The command; meaningful while {@link #carries}. */
  public final Command command() {
    return command;
  }

  /** Whether the controller still has to answer, or memory is still on its way out. */
  public final boolean inFlight() {
    return inFlight;
  }

  /** Whether the command still waits for its completion; false after an abort. */
  public final boolean carries() {
    return carries;
  }

  /** Whether this slot carries this very command. */
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  final boolean carries(Command what) {
    return carries && command == what;
  }

  /** Completes the command although the controller has not answered; the CID stays in use. */
  public final void abandon(int withStatus) {
    carries = false;
    command.complete(withStatus, 0);
  }

  /** Nothing is in flight any more. */
  final void end() {
    carries = false;
    inFlight = false;
  }

  /** The controller has answered. */
  public final void answer(int withStatus, long withResult) {
    answered = true;
    status = withStatus;
    result = withResult;
  }

  /** Whether the controller has answered. */
  public final boolean isAnswered() {
    return answered;
  }

  /** The status of the answer. */
  public final int status() {
    return status;
  }

  /** DW0 and DW1 of the answer. */
  public final long result() {
    return result;
  }

  /** An abort waits for memory that is on its way out. */
  public final void abortWhenSent() {
    abortDue = true;
  }

  /** Whether an abort waits. */
  public final boolean isAbortDue() {
    return abortDue;
  }
}
