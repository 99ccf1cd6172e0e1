package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;

/**
 * A command on its way over a {@link Relay} and back. Made with the relay and used again and again;
 * belongs to the loop that it is on, which gives it on by a {@link RelayStack}.
 */
final class RelayedCommand implements QueuePair.Ended {
  private final Relay relay;

  /** The command; null while this is free. */
  Command command;

  /** Whose it is. */
  PciQueue queue;

  /** What is known of its data. */
  Extent extent = Extent.KNOWN;

  /** The second command of a fused pair, for the first, with which it travels. */
  RelayedCommand second;

  boolean isSecond;

  /** How it ended. */
  int status;

  long result;

  /** How often this was used: tells the command from an earlier one. */
  int uses;

  /** The next in a list. */
  RelayedCommand next;

  RelayedCommand(Relay relay) {
    this.relay = relay;
  }

  /** On the loop of the queue pair. */
  @Override
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  public void ended(Command which, int endStatus, long endResult) {
    if (second != null && which == second.command) {
      // Only now: whoever gets the first back may use it for another command at once.
      second.status = endStatus;
      second.result = endResult;
      RelayedCommand other = second;
      relay.giveBack(this);
      relay.giveBack(other);
      return;
    }
    status = endStatus;
    result = endResult;
    if (second == null) {
      relay.giveBack(this);
    }
  }
}
