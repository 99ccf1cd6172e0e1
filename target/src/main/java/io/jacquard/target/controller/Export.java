package io.jacquard.target.controller;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.identity.Nqn;
import java.util.Optional;

/** A subsystem that can be connected to: an NVM subsystem or the discovery subsystem. */
public interface Export {

  /** Entries of the largest admin queue; discovery log entries tell hosts (ASQSZ). */
  int ADMIN_QUEUE_ENTRIES = 128;

  /**
   * True if a host may connect. May be called from any thread.
   *
   * @param host its name; empty for a host that gives none
   */
  boolean allows(Optional<Nqn> host);

  /**
   * Makes the controller for an admin queue. Called on the queue's loop, which becomes the
   * controller's.
   *
   * @param queue the queue that asks
   * @throws ConnectRefusedException if no controller can be had
   */
  Controller create(HostQueue queue, Connect connect, ConnectData data)
      throws ConnectRefusedException;

  /**
   * The controller that an I/O queue names. May be called from any thread.
   *
   * @return empty if there is none, or none that takes I/O queues
   */
  Optional<IoController> find(int controllerId);
}
