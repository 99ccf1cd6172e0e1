package io.jacquard.nvme.transport;

import io.jacquard.nvme.identity.TransportAddress;

/** An address on which a transport takes connections. Thread-safe. */
public interface Listener extends AutoCloseable {

  /** The address in use; where port 0 was asked for, the port that was given. */
  TransportAddress address();

  /** Connections open now. */
  int connections();

  /** Stops taking connections; those that exist go on. Waits until the port is free. */
  @Override
  void close();
}
