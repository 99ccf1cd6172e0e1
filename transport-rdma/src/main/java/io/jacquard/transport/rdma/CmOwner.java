package io.jacquard.transport.rdma;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;

/** To whom the events of a connection identifier go. */
interface CmOwner {
  /** Where {@link #happened} is called. */
  Loop loop();

  /** Something happened to the identifier. */
  void happened(ConnectionEvent event);
}
