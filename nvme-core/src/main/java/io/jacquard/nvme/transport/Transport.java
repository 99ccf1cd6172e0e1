package io.jacquard.nvme.transport;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import java.io.IOException;
import java.util.List;

/**
 * A way to carry capsules and data between host and controller, found by {@code ServiceLoader}. A
 * transport never sees a subsystem, a back end or a configuration file. Thread-safe.
 */
public interface Transport {

  /** The transport type of the addresses that this transport serves. */
  TransportType type();

  /** The names of the engines that work on this machine, the best first. */
  List<String> engines();

  /**
   * Makes loops on which this transport's connections can live.
   *
   * @throws IllegalArgumentException if the engine is unknown or does not work here; the message
   *     says why and names those that do
   */
  LoopGroup openLoops(LoopSettings settings);

  /**
   * Starts to take connections.
   *
   * @param at the address to listen on; port 0 takes any free one
   * @param loops loops made by this transport
   * @throws IOException if the address cannot be had; the message names it and the reason
   */
  Listener listen(TransportAddress at, ListenSettings settings, LoopGroup loops, Acceptor acceptor)
      throws IOException;

  /**
   * Connects one queue pair. Never blocks; {@code events} hears the outcome on {@code loop}.
   *
   * @param loop a loop made by this transport
   */
  void dial(QueueDial to, Loop loop, HostChannel.Events events);
}
