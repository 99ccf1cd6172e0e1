package io.jacquard.nvme.transport.loopback;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A name under which queue pairs of the same process are accepted. */
final class LoopbackListener implements Listener {
  private final TransportAddress address;
  private final ListenSettings settings;
  private final LoopGroup loops;
  private final Acceptor acceptor;
  private final Consumer<LoopbackListener> onClose;
  private final AtomicInteger connections = new AtomicInteger();

  LoopbackListener(
      TransportAddress address,
      ListenSettings settings,
      LoopGroup loops,
      Acceptor acceptor,
      Consumer<LoopbackListener> onClose) {
    this.address = address;
    this.settings = settings;
    this.loops = loops;
    this.acceptor = acceptor;
    this.onClose = onClose;
  }

  void connect(QueueDial dial, Loop hostLoop, HostChannel.Events events) {
    if (connections.incrementAndGet() > settings.maxConnections()) {
      connections.decrementAndGet();
      hostLoop.execute(
          () ->
              events.closed(
                  CloseReason.of(
                      CloseReason.Kind.CONNECTION_LOST,
                      address + " has reached its limit of connections")));
      return;
    }
    LoopbackHost host = new LoopbackHost(dial, hostLoop, events);
    LoopbackController controller =
        new LoopbackController(this, settings, loops.next(), host, dial);
    host.attach(controller);
    controller.loop().execute(() -> controller.open(acceptor));
  }

  void connectionClosed() {
    connections.decrementAndGet();
  }

  @Override
  public TransportAddress address() {
    return address;
  }

  @Override
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    onClose.accept(this);
  }
}
