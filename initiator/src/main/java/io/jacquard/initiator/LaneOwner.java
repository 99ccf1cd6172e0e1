package io.jacquard.initiator;

import io.jacquard.nvme.transport.CloseReason;

/** What a {@link Lane} tells the connection it belongs to. Called on the lane's loop. */
interface LaneOwner {

  /** A command has not been answered in time: an Abort for it may help. */
  void overdue(Lane lane, int commandId, String description);

  /** The caller has given a command up: an Abort may end it early. */
  void givenUp(Lane lane, int commandId, String description);

  /** A command was not answered in time even after Abort could: the connection is no good. */
  void stuck(Lane lane, String description);

  /** The connection under the lane has ended, asked for or not. */
  void disconnected(Lane lane, CloseReason reason);

  /** How long to wait before a command whose status has this retry delay (CRD) is sent again. */
  long retryDelayNanos(int crd);
}
