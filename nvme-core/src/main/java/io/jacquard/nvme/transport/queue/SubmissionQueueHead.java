package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.wire.Cqe;

/**
 * The SQHD of responses: how far the controller has taken commands from a submission queue (NVMe
 * Base 2.1, 3.3.2.1.2 and the Connect response). Confined to the loop.
 */
public final class SubmissionQueueHead {
  private int entries;
  private int head;
  private boolean flowControl = true;
  private boolean announceNoFlowControl;

  /**
   * Begins at the first entry, with flow control.
   *
   * @param entries size of the queue as far as it is known before Connect
   */
  public SubmissionQueueHead(int entries) {
    this.entries = entries;
  }

  /** Connect has told the queue's size and whether the host wants flow control. */
  public void bind(int size, boolean withFlowControl) {
    entries = size;
    flowControl = withFlowControl;
    announceNoFlowControl = !withFlowControl;
  }

  /** Whether the host looks at SQHD. */
  public boolean flowControl() {
    return flowControl;
  }

  /** The SQHD of the next response. */
  public int next() {
    if (flowControl) {
      head = head + 1 >= entries ? 0 : head + 1;
      return head;
    }
    if (announceNoFlowControl) {
      announceNoFlowControl = false;
      return Cqe.SQHD_FLOW_CONTROL_DISABLED;
    }
    return 0;
  }
}
