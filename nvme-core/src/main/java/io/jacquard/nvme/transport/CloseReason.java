package io.jacquard.nvme.transport;

/**
 * Why a queue pair's connection ended.
 *
 * @param kind what happened
 * @param detail one sentence for people: what was seen, with values
 */
public record CloseReason(Kind kind, String detail) {

  /** What ends a connection. */
  public enum Kind {
    /** The peer closed it in good order. */
    PEER_CLOSED,
    /** The connection broke: reset, unreachable, write stalled. */
    CONNECTION_LOST,
    /** The peer did not finish the handshake in time, or not at all. */
    HANDSHAKE,
    /**
     * The peer broke the transport's rules; it was told by a termination request if there is one.
     */
    PROTOCOL_ERROR,
    /** The peer said, by a termination request, that this side broke the rules. */
    TERMINATED_BY_PEER,
    /** No Keep Alive in time. */
    KEEP_ALIVE_EXPIRED,
    /** The host disconnected the queue or shut the controller down. */
    DISCONNECTED,
    /** The association ended: another queue of it was lost, or its controller failed. */
    ASSOCIATION_ENDED,
    /** The Connect command was refused, or did not come in time. */
    REFUSED,
    /** This side is stopping, or its configuration no longer allows the connection. */
    STOPPING,
    /** A limit on connections or memory was reached. */
    LIMIT,
    /** A bug on this side; the log has the details. */
    BUG
  }

  /** Shorthand. */
  public static CloseReason of(Kind kind, String detail) {
    return new CloseReason(kind, detail);
  }

  @Override
  public String toString() {
    return kind + ": " + detail;
  }
}
