package io.jacquard.target.controller;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.TransportTraits;
import java.util.Optional;

/** A connection without a wire. */
final class TestConnection implements QueueConnection {
  private final Loop loop;
  private Optional<CloseReason> closed = Optional.empty();

  TestConnection(Loop loop) {
    this.loop = loop;
  }

  Optional<CloseReason> closed() {
    return closed;
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public TransportAddress localAddress() {
    return TransportAddress.tcp("192.0.2.1", 4420);
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.2:50000";
  }

  @Override
  public TransportTraits traits() {
    return new TransportTraits(8192, 1 | 1 << 20, 1, 128 << 10);
  }

  @Override
  public void bind(int queueId, int entries, boolean flowControl) {
    // Nothing depends on it.
  }

  @Override
  public void close(CloseReason reason) {
    closed = Optional.of(reason);
  }
}
