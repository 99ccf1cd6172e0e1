package io.jacquard.transport.rdma;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;

/** Why a host's attempt to connect failed, in words for people. */
final class ConnectFailure {
  /** InfiniBand's reasons of rejection (InfiniBand Architecture 1, "REJ Rejection Reasons"). */
  private static final int NOBODY_LISTENS = 8;

  private static final int STALE_CONNECTION = 10;

  /** What iWARP devices say when nobody listens. */
  private static final int ECONNREFUSED = 111;

  private ConnectFailure() {}

  /**
   * Whether the controller's device takes the new queue pair for an old one that it still
   * remembers: another attempt has another queue pair.
   */
  static boolean isStale(ConnectionEvent event) {
    return event.getStatus() == STALE_CONNECTION;
  }

  /** The reason of a rejection. */
  static CloseReason rejected(ConnectionEvent event) {
    int status = Math.abs(event.getStatus());
    if (status == NOBODY_LISTENS || status == ECONNREFUSED) {
      return CloseReason.of(Kind.CONNECTION_LOST, "Connection refused: nobody listens there");
    }
    if (status == STALE_CONNECTION) {
      return CloseReason.of(
          Kind.CONNECTION_LOST, "the device there still remembers an old connection");
    }
    return CmReject.decode(event.parameters().privateData())
        .map(r -> CloseReason.of(Kind.REFUSED, "the controller refused the queue: " + r))
        .orElseGet(
            () ->
                CloseReason.of(
                    Kind.CONNECTION_LOST, "the connection was rejected for reason " + status));
  }

  /** What went wrong before anybody could answer. */
  static String describe(ConnectionEvent event) {
    int errno = Math.abs(event.getStatus());
    String why = Errno.describe(errno) + " (" + Errno.name(errno) + ")";
    return switch (event.type()) {
      case RDMA_CM_EVENT_ADDR_ERROR ->
          errno == Errno.ENODEV
              ? "no RDMA device of this machine reaches the address; see the devices with: rdma link"
              : "the address cannot be resolved: " + why;
      case RDMA_CM_EVENT_ROUTE_ERROR -> "there is no route to the address: " + why;
      case RDMA_CM_EVENT_UNREACHABLE -> "nobody answers there: " + why;
      default -> "the connection failed: " + why;
    };
  }
}
