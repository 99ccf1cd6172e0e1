package io.jacquard.target.engine;

import io.jacquard.nvme.linux.IoUringSetup;

/**
 * Which of a loop's rings is meant: those who want the same kind share one.
 *
 * @param wide see {@link IoUringSetup}
 * @param ioPoll see {@link IoUringSetup}
 * @param sqPoll see {@link IoUringSetup}
 * @param files whether files are registered with the kernel where possible
 * @param buffers whether the loop's buffers are registered with the kernel where possible
 */
public record RingKind(
    boolean wide, boolean ioPoll, boolean sqPoll, boolean files, boolean buffers) {
  private static final int SUBMISSIONS = 256;
  private static final int COMPLETIONS = 4096;

  /** How such a ring is made. */
  public IoUringSetup setup() {
    return new IoUringSetup(SUBMISSIONS, COMPLETIONS, wide, ioPoll, sqPoll);
  }
}
