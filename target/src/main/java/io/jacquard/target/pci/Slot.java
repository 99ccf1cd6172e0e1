package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;

/**
 * A command in flight at the controller, with all that it needs there. Made with its queue pair and
 * used again and again.
 */
final class Slot {
  /** Value of {@link #expires}: never. */
  static final int NEVER = Integer.MAX_VALUE;

  private static final int INDEX_BITS = 10;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
  private static final int CID_MASK = 0xFFFF;

  /** The most slots that command identifiers can tell apart. */
  static final int MOST = 1 << INDEX_BITS;

  final int index;
  final PrpList list;

  /** The command; null while the slot is free. */
  Command command;

  /** Who hears of its end. */
  QueuePair.Ended owner;

  /** Where its data is for the device, and how much; 0 bytes without data. */
  long address;

  int length;

  /** Where its data is copied through, or {@link BounceRegion#FULL}. */
  int bounce = BounceRegion.FULL;

  /** How much room that has in bytes, and how much of it is before the data. */
  int room;

  int skip;

  /** What is known of the data. */
  Extent extent = Extent.KNOWN;

  /** The tick at which it has taken too long. */
  int expires = NEVER;

  /** Whether it took too long, and the controller was asked to abort it for that. */
  boolean overdue;

  /**
   * The second command of a fused pair, for the first; and whether this one waits for the first.
   */
  Slot second;

  boolean isSecond;
  boolean held;
  int heldStatus;
  long heldResult;

  private int uses;

  Slot(int index, PrpList list) {
    this.index = index;
    this.list = list;
  }

  /**
   * A new command identifier: it differs from those of the slot's last commands, so that a late or
   * doubled completion is told from the one that is awaited.
   */
  int nextCid() {
    uses++;
    return cid();
  }

  /** The identifier of the command in the slot. */
  int cid() {
    return (uses << INDEX_BITS | index) & CID_MASK;
  }

  /** Which slot an identifier belongs to. */
  static int index(int cid) {
    return cid & INDEX_MASK;
  }
}
