package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.identity.AddressFamily;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.QueueDial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;

/** Finds out the addresses of a host's connection, off the loop if that may take time. */
public final class AddressResolution {
  private final QueueDial dial;
  private final Loop loop;
  private final Connector connector;

  /**
   * Who connects when the addresses are known; called once, on the loop, or where the resolution
   * was if the loop has ended meanwhile.
   */
  public interface Connector {
    /**
     * The addresses are known.
     *
     * @param from null for any local address
     */
    void connect(InetSocketAddress to, InetSocketAddress from);

    /** An address is not known, or not to be found out, or nobody can connect any more. */
    void unresolved(IOException why);
  }

  private AddressResolution(QueueDial dial, Loop loop, Connector connector) {
    this.dial = dial;
    this.loop = loop;
    this.connector = connector;
  }

  /** Begins; never blocks. */
  public static void start(QueueDial dial, Loop loop, Connector connector) {
    AddressResolution resolution = new AddressResolution(dial, loop, connector);
    boolean literal = dial.to().family() != AddressFamily.UNSPECIFIED && dial.from().isEmpty();
    if (literal) {
      resolution.onLoop(resolution::resolve);
    } else {
      // A name service may take its time, which no loop has.
      Thread.ofVirtual().name("nvme-resolve").start(resolution::resolve);
    }
  }

  private void resolve() {
    try {
      InetSocketAddress to = dial.to().toSocketAddress();
      InetSocketAddress from =
          dial.from().isPresent()
              ? new InetSocketAddress(InetAddress.getByName(dial.from().get()), 0)
              : null;
      onLoop(() -> connector.connect(to, from));
    } catch (IOException e) {
      onLoop(() -> connector.unresolved(e));
    }
  }

  private void onLoop(Runnable next) {
    try {
      loop.execute(next);
    } catch (RejectedExecutionException ended) {
      connector.unresolved(new IOException("the loop has ended", ended));
    }
  }
}
