package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.status.Status;
import java.util.function.BooleanSupplier;

/**
 * Number of Queues (NVMe Base 2.1, 5.1.25.1.6): asked for before the first I/O queue is made. A
 * host that does not ask may have all.
 */
final class QueueCountFeature implements Feature {
  private final int most;
  private final BooleanSupplier hasQueues;
  private NumberOfQueues granted;

  /**
   * No queues asked for yet.
   *
   * @param most I/O queues of the controller
   * @param hasQueues true while I/O queues exist
   */
  QueueCountFeature(int most, BooleanSupplier hasQueues) {
    this.most = most;
    this.hasQueues = hasQueues;
    this.granted = new NumberOfQueues(most, most);
  }

  /** The largest queue ID that may be connected. */
  int lastQueueId() {
    return granted.submission();
  }

  @Override
  public int current(int dword11) {
    return granted.dword();
  }

  @Override
  public int initial(int dword11) {
    return new NumberOfQueues(most, most).dword();
  }

  @Override
  public Outcome set(Command command) {
    NumberOfQueues asked = NumberOfQueues.decode(command.sqe().cdw11());
    if (asked.isReserved()) {
      return Outcome.INVALID;
    }
    if (hasQueues.getAsBoolean()) {
      return Outcome.refused(Status.COMMAND_SEQUENCE_ERROR);
    }
    // A fabrics queue is a submission and a completion queue at once.
    int pairs = Math.min(Math.min(asked.submission(), asked.completion()), most);
    granted = new NumberOfQueues(pairs, pairs);
    return new Outcome(Status.SUCCESS, granted.dword());
  }

  @Override
  public void reset() {
    granted = new NumberOfQueues(most, most);
  }
}
