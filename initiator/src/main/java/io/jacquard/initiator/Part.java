package io.jacquard.initiator;

/**
 * One command on its way through a {@link Lane}: what goes into a slot, and what becomes of it.
 * Exactly one of {@link #completed} and {@link #failed} is called in the end; a repeatable part may
 * be loaded several times before, when the connection broke under it. Confined to the lane's loop.
 */
abstract class Part {
  /** How often the part has been sent. */
  int attempts;

  /**
   * Writes the command into a cleared slot and attaches its data.
   *
   * @return false if no data buffer is free now; the lane calls again when there is one
   */
  abstract boolean load(Slot slot);

  /** The controller answered. Data of a pooled buffer is still in the slot. */
  abstract void completed(Slot slot, int status, long result);

  /** The command will not be answered. */
  abstract void failed(InitiatorException why);

  /** True if sending the command twice has the effect of sending it once. */
  abstract boolean repeatable();

  /** The time to wait for an answer in nanoseconds; 0 for ever. */
  abstract long timeoutNanos();

  /** What this is, for messages: "Read of 8 blocks at block 0 of namespace 1". */
  abstract String description();

  /** What to fail with when the controller has not answered in time. */
  final TimedOutException timedOut() {
    return new TimedOutException(
        description() + ": no answer within " + timeoutNanos() / 1_000_000 + " ms");
  }

  /** What to fail with when the connection was lost under the command. */
  final PathLostException lost() {
    return new PathLostException(
        description()
            + ": the connection was lost before the answer came; it may have been executed");
  }
}
