package io.jacquard.transport.rdma;

import io.jacquard.nvme.identity.AddressFamily;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Finds out the addresses of a host's connections. */
final class Dialer {
  private final QueueDial dial;
  private final RdmaLoop loop;
  private final HostConnection connection;

  private Dialer(QueueDial dial, RdmaLoop loop, HostChannel.Events events) {
    this.dial = dial;
    this.loop = loop;
    this.connection = new HostConnection(dial, loop, events);
  }

  /** Connects one queue pair; never blocks. */
  static void dial(QueueDial dial, RdmaLoop loop, HostChannel.Events events) {
    Dialer dialer = new Dialer(dial, loop, events);
    boolean literal = dial.to().family() != AddressFamily.UNSPECIFIED && dial.from().isEmpty();
    if (literal) {
      loop.execute(dialer::resolve);
    } else {
      // A name service may take its time, which no loop has.
      Thread.ofVirtual().name("nvme-rdma-resolve").start(dialer::resolve);
    }
  }

  private void resolve() {
    try {
      InetSocketAddress to = dial.to().toSocketAddress();
      InetSocketAddress from =
          dial.from().isPresent()
              ? new InetSocketAddress(InetAddress.getByName(dial.from().get()), 0)
              : null;
      loop.execute(() -> connection.start(to, from));
    } catch (IOException e) {
      loop.execute(() -> connection.failed(e));
    }
  }
}
