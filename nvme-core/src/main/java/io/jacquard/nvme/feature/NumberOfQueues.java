package io.jacquard.nvme.feature;

/**
 * Number of Queues, feature 07h (NVMe Base 2.1, 5.1.25): asked for in command dword 11, granted in
 * completion dword 0. Both on the wire 0's-based; here counts.
 *
 * @param submission I/O submission queues, 1 to 65536; 65536 is reserved on the wire
 * @param completion I/O completion queues, 1 to 65536; 65536 is reserved on the wire
 */
public record NumberOfQueues(int submission, int completion) {
  /** Checks that both fit their fields. */
  public NumberOfQueues {
    if (submission < 1 || submission > 0x1_0000 || completion < 1 || completion > 0x1_0000) {
      throw new IllegalArgumentException(
          "queues " + submission + " and " + completion + " are not in 1 to 65536");
    }
  }

  /** Reads command dword 11 or completion dword 0. */
  public static NumberOfQueues decode(int dword) {
    return new NumberOfQueues((dword & 0xFFFF) + 1, (dword >>> 16) + 1);
  }

  /** Command dword 11 or completion dword 0. */
  public int dword() {
    return submission - 1 | completion - 1 << 16;
  }

  /** Whether a count is the reserved one, which a controller answers with Invalid Field. */
  public boolean isReserved() {
    return submission == 0x1_0000 || completion == 0x1_0000;
  }
}
