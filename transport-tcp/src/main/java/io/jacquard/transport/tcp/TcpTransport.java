package io.jacquard.transport.tcp;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.Transport;
import java.io.IOException;
import java.util.List;

/** NVMe/TCP (NVMe/TCP Transport Specification 1.1) on Netty. Thread-safe. */
public final class TcpTransport implements Transport {

  /** For {@code ServiceLoader}. */
  public TcpTransport() {}

  @Override
  public TransportType type() {
    return TransportType.TCP;
  }

  @Override
  public List<String> engines() {
    return Engine.available().stream().map(Engine::toString).toList();
  }

  @Override
  public LoopGroup openLoops(LoopSettings settings) {
    return new TcpLoopGroup(settings);
  }

  @Override
  public Listener listen(
      TransportAddress at, ListenSettings settings, LoopGroup loops, Acceptor acceptor)
      throws IOException {
    if (!(loops instanceof TcpLoopGroup own)) {
      throw new IllegalArgumentException("the loops were not made by the TCP transport");
    }
    return new TcpListener(at, settings, own, acceptor);
  }

  @Override
  public void dial(QueueDial to, Loop loop, HostChannel.Events events) {
    if (!(loop instanceof TcpLoop own)) {
      throw new IllegalArgumentException("the loop was not made by the TCP transport");
    }
    Dialer.dial(to, own, events);
  }
}
