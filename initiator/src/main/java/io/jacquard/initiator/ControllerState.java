package io.jacquard.initiator;

/**
 * Where the connection to a remote controller is in its life.
 *
 * <pre>
 *   NEW -> CONNECTING -> LIVE -> RESETTING -> RECONNECTING -> LIVE
 *              |           |         |             |
 *              v           +---------+------+------+
 *             DEAD                          v
 *                                       DELETING -> DEAD
 * </pre>
 */
public enum ControllerState {
  /** Made, nothing sent yet. */
  NEW,
  /** The first connect runs; if it fails, the controller is dead. */
  CONNECTING,
  /** Connected and enabled: commands flow. */
  LIVE,
  /** The connection is lost or given up; its queues are being closed. Commands are held. */
  RESETTING,
  /** Waits for, or makes, the next attempt to connect again. Commands are held. */
  RECONNECTING,
  /** Being taken down, because it was closed or lost for too long. Commands fail. */
  DELETING,
  /** Gone for good. Commands fail. */
  DEAD;

  /** True if the life of a controller may go on like this. */
  public boolean mayBecome(ControllerState next) {
    return switch (this) {
      case NEW -> next == CONNECTING || next == DEAD;
      case CONNECTING -> next == LIVE || next == DELETING || next == DEAD;
      case LIVE -> next == RESETTING || next == DELETING;
      case RESETTING -> next == RECONNECTING || next == DELETING;
      case RECONNECTING -> next == LIVE || next == DELETING;
      case DELETING -> next == DEAD;
      case DEAD -> false;
    };
  }
}
