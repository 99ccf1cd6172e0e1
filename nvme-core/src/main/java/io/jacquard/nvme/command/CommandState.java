package io.jacquard.nvme.command;

/** Where a command slot is in its life. Only {@link Command#moveTo} changes it. */
public enum CommandState {
  /** The slot holds no command. */
  FREE,
  /** The SQE is in the slot; nothing has been decided. */
  RECEIVED,
  /** Waits for a data buffer. */
  WAIT_BUFFER,
  /** The host's data is on its way (in capsule, by R2T or by RDMA READ). */
  FETCHING,
  /** All data is there; the command may wait for its turn, such as the second of a fused pair. */
  READY,
  /** Given to a command queue or handled by the controller. */
  EXECUTING,
  /** Its completion is on the way to the host. */
  RESPONDING,
  /** Given up before it was executed; its slot is held until late data has arrived. */
  ABORTED;

  private static final CommandState[][] FOLLOWING = {
    /* FREE */ {RECEIVED},
    /* RECEIVED */ {WAIT_BUFFER, FETCHING, READY, EXECUTING, RESPONDING, ABORTED, FREE},
    /* WAIT_BUFFER */ {FETCHING, READY, RESPONDING, ABORTED, FREE},
    /* FETCHING */ {READY, RESPONDING, ABORTED, FREE},
    /* READY */ {EXECUTING, RESPONDING, ABORTED, FREE},
    /* EXECUTING */ {RESPONDING, ABORTED, FREE},
    /* RESPONDING */ {FREE},
    /* ABORTED */ {RESPONDING, FREE},
  };

  private int followers() {
    int mask = 0;
    for (CommandState next : FOLLOWING[ordinal()]) {
      mask |= 1 << next.ordinal();
    }
    return mask;
  }

  private static final int[] MASKS = new int[values().length];

  static {
    for (CommandState state : values()) {
      MASKS[state.ordinal()] = state.followers();
    }
  }

  /** True if a slot in this state may go to {@code next}. */
  public boolean mayBecome(CommandState next) {
    return (MASKS[ordinal()] & 1 << next.ordinal()) != 0;
  }
}
