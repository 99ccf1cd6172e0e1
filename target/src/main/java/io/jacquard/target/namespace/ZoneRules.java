package io.jacquard.target.namespace;

import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;

/**
 * What the state of a zone allows (Zoned Namespace Command Set 1.1, 2.1.1.3 "Zone State Machine"),
 * but for the limits on open and active zones. What is not allowed stays so until the host changes
 * the zone, so every refusal has Do Not Retry set.
 */
final class ZoneRules {
  static final int FULL = Status.withDnr(Status.ZONE_IS_FULL);
  static final int READ_ONLY = Status.withDnr(Status.ZONE_IS_READ_ONLY);
  static final int OFFLINE = Status.withDnr(Status.ZONE_IS_OFFLINE);
  static final int BOUNDARY = Status.withDnr(Status.ZONED_BOUNDARY_ERROR);
  static final int NOT_AT_WRITE_POINTER = Status.withDnr(Status.ZONE_INVALID_WRITE);
  static final int TOO_MANY_ACTIVE = Status.withDnr(Status.TOO_MANY_ACTIVE_ZONES);
  static final int TOO_MANY_OPEN = Status.withDnr(Status.TOO_MANY_OPEN_ZONES);
  static final int INVALID_TRANSITION = Status.withDnr(Status.INVALID_ZONE_STATE_TRANSITION);
  static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);

  private ZoneRules() {}

  /** Returns 0 if a zone in this state can be written, or the status to refuse with. */
  static int write(ZoneState state) {
    return switch (state) {
      case EMPTY, IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> Status.SUCCESS;
      case FULL -> FULL;
      case READ_ONLY -> READ_ONLY;
      case OFFLINE -> OFFLINE;
    };
  }

  /**
   * Returns 0 if blocks can be written to a zone that can be written at all.
   *
   * @param at the first block to write
   * @param pointer the zone's write pointer
   * @param end the first block that is not within the zone's capacity
   */
  static int write(long at, long blocks, long pointer, long end) {
    if (at != pointer) {
      return NOT_AT_WRITE_POINTER;
    }
    return blocks > end - pointer ? BOUNDARY : Status.SUCCESS;
  }

  /** Returns 0 if an action can be carried out on a zone in this state, or has been already. */
  static int action(int action, ZoneState state) {
    boolean allowed =
        switch (action) {
          case ZoneSendAction.OPEN -> state.hasWritePointer();
          case ZoneSendAction.CLOSE -> state.isActive();
          case ZoneSendAction.FINISH -> state.hasWritePointer() || state == ZoneState.FULL;
          case ZoneSendAction.RESET -> state.hasWritePointer() || state == ZoneState.FULL;
          case ZoneSendAction.OFFLINE -> state == ZoneState.READ_ONLY || state == ZoneState.OFFLINE;
          case ZoneSendAction.SET_DESCRIPTOR_EXTENSION -> state == ZoneState.EMPTY;
          default -> throw new IllegalArgumentException("action " + action + " was not refused");
        };
    return allowed ? Status.SUCCESS : INVALID_TRANSITION;
  }

  /** The zones that an action with Select All changes. */
  static boolean selects(int action, ZoneState state) {
    return switch (action) {
      case ZoneSendAction.OPEN -> state == ZoneState.CLOSED;
      case ZoneSendAction.CLOSE -> state.isOpen();
      case ZoneSendAction.FINISH -> state.isActive();
      case ZoneSendAction.RESET -> state.isActive() || state == ZoneState.FULL;
      case ZoneSendAction.OFFLINE -> state == ZoneState.READ_ONLY;
      default -> throw new IllegalArgumentException("action " + action + " was not refused");
    };
  }
}
