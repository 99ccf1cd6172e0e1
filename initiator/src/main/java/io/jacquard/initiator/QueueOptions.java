package io.jacquard.initiator;

/**
 * The queues of a connection.
 *
 * @param ioQueues I/O queues to ask for, 1 to 65535; the controller may grant fewer
 * @param entries size of each I/O queue, 2 to 65536; what the controller allows at most is taken
 * @param headerDigest protect PDU headers by CRC32C (TCP)
 * @param dataDigest protect data by CRC32C (TCP)
 * @param disableSqFlowControl ask for queues without SQ flow control, which are a little faster
 */
public record QueueOptions(
    int ioQueues,
    int entries,
    boolean headerDigest,
    boolean dataDigest,
    boolean disableSqFlowControl) {
  /** Entries of the admin queue: the least that a controller supports. */
  static final int ADMIN_ENTRIES = 32;

  /** Checks the ranges. */
  public QueueOptions {
    if (ioQueues < 1 || ioQueues > 65535) {
      throw new IllegalArgumentException(
          "number of I/O queues " + ioQueues + " is not in 1..65535");
    }
    if (entries < 2 || entries > 65536) {
      throw new IllegalArgumentException("queue size " + entries + " is not in 2..65536");
    }
  }

  /** One I/O queue for each core, 4 at most, of 128 entries, without digests. */
  public static QueueOptions defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new QueueOptions(Math.min(cores, 4), 128, false, false, true);
  }
}
