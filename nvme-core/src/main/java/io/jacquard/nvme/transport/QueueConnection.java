package io.jacquard.nvme.transport;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;

/**
 * The controller side's handle on one queue pair's connection. Confined to its loop, except where a
 * method says otherwise.
 */
public interface QueueConnection {

  /** The loop on which the queue pair lives. May be called from any thread. */
  Loop loop();

  /** The address that the host connected to. May be called from any thread. */
  TransportAddress localAddress();

  /** The host's address and port for logs. May be called from any thread. */
  String remoteAddress();

  /** What this connection's transport can carry. May be called from any thread. */
  TransportTraits traits();

  /**
   * Fits the connection to the queue that a successful Connect created. Called while the Connect
   * command executes, before it completes. Until then the connection takes two commands at a time.
   *
   * @param queueId 0 for the admin queue
   * @param entries size of the queue (SQSIZE + 1), 2 to 65536: no more commands than this can be in
   *     flight
   * @param flowControl false if the host disabled SQ flow control: SQHD is not maintained, and
   *     transports may leave out successful responses where their rules allow
   */
  void bind(int queueId, int entries, boolean flowControl);

  /**
   * Ends the connection: responses given so far are sent if the peer takes them, then {@link
   * QueueHandler#closed} is called with this reason. May be called from any thread; harmless when
   * repeated.
   */
  void close(CloseReason reason);
}
