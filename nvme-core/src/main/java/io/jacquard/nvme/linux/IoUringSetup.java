package io.jacquard.nvme.linux;

/**
 * How a ring is to be made.
 *
 * @param submissions room for entries that are not submitted yet, 1 to 32768; the kernel rounds up
 *     to a power of two
 * @param completions room for completions, at least {@code submissions}, 65536 at most; the user of
 *     the ring never has more operations under way
 * @param wide entries of 128 and completions of 32 bytes, as passthrough needs
 * @param ioPoll completions are looked for at the device instead of waiting for its interrupt: for
 *     direct I/O on devices with polled queues, reads and writes only
 * @param sqPoll a kernel thread takes entries as they are published, without system calls
 */
public record IoUringSetup(
    int submissions, int completions, boolean wide, boolean ioPoll, boolean sqPoll) {
  private static final int MOST_SUBMISSIONS = 32768;
  private static final int MOST_COMPLETIONS = 65536;

  /** Checks the ranges. */
  public IoUringSetup {
    if (submissions < 1 || submissions > MOST_SUBMISSIONS) {
      throw new IllegalArgumentException(submissions + " is not in 1.." + MOST_SUBMISSIONS);
    }
    if (completions < submissions || completions > MOST_COMPLETIONS) {
      throw new IllegalArgumentException(
          completions + " is not in " + submissions + ".." + MOST_COMPLETIONS);
    }
  }

  /** A ring of small entries whose device interrupts. */
  public static IoUringSetup of(int submissions, int completions) {
    return new IoUringSetup(submissions, completions, false, false, false);
  }

  /** The same ring with entries of 128 and completions of 32 bytes. */
  public IoUringSetup widened() {
    return new IoUringSetup(submissions, completions, true, ioPoll, sqPoll);
  }

  /** The same ring, polled as given. */
  public IoUringSetup polled(boolean io, boolean sq) {
    return new IoUringSetup(submissions, completions, wide, io, sq);
  }
}
