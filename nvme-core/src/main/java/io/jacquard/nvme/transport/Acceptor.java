package io.jacquard.nvme.transport;

/** Takes the new connections of a {@link Listener}. */
@FunctionalInterface
public interface Acceptor {
  /**
   * A host has connected a queue pair and finished the transport's handshake; its first command has
   * not arrived. Called on the connection's loop.
   */
  QueueHandler accept(QueueConnection connection);
}
