package io.jacquard.initiator;

import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import java.util.concurrent.CompletableFuture;

/** Hears what becomes of one attempt to connect a {@link Lane}. Confined to its loop. */
final class LaneConnection implements HostChannel.Events {
  private final Lane lane;
  private final QueueDial dial;
  private final CompletableFuture<Void> opened;
  private boolean open;

  LaneConnection(Lane lane, QueueDial dial, CompletableFuture<Void> opened) {
    this.lane = lane;
    this.dial = dial;
    this.opened = opened;
  }

  @Override
  public void opened(HostChannel channel) {
    open = true;
    lane.connected(channel);
    opened.complete(null);
  }

  @Override
  public void closed(CloseReason reason) {
    if (open) {
      lane.disconnected(reason);
      return;
    }
    opened.completeExceptionally(
        new TransportFailedException(
            "cannot connect queue "
                + dial.queueId()
                + " to "
                + dial.to()
                + ": "
                + reason.detail()
                + nextStep(reason.kind(), dial.to().type()),
            reason));
  }

  private static String nextStep(CloseReason.Kind kind, TransportType type) {
    return switch (kind) {
      case CONNECTION_LOST -> "; check the address, and that the target runs and listens there";
      case PEER_CLOSED -> "; the target may have reached a limit: see its log";
      case HANDSHAKE, PROTOCOL_ERROR, TERMINATED_BY_PEER ->
          "; check that the port speaks this transport"
              + (type == TransportType.TCP ? ", and the digest settings of both sides" : "");
      default -> "";
    };
  }
}
