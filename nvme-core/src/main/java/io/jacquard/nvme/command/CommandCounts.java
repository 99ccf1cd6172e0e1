package io.jacquard.nvme.command;

/**
 * How often the commands of one queue have entered each state. Written on the queue's loop; other
 * threads may read and see slightly old values.
 */
public final class CommandCounts {
  private final long[] entered = new long[CommandState.values().length];

  void entered(CommandState state) {
    entered[state.ordinal()]++;
  }

  /** How many times a command has entered {@code state}. */
  public long of(CommandState state) {
    return entered[state.ordinal()];
  }
}
