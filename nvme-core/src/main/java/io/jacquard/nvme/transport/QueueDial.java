package io.jacquard.nvme.transport;

import io.jacquard.nvme.identity.TransportAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a host asks of a transport for one queue pair.
 *
 * @param to where the controller listens
 * @param from the local address to use, if it matters
 * @param queueId 0 for the admin queue
 * @param entries size of the queue, 2 to 65536; {@code entries - 1} commands can be in flight
 * @param inCapsuleBytes most write data to send within a capsule, as the controller allows (for the
 *     admin queue what the transport always allows)
 * @param headerDigest ask for header digests, where the transport has them
 * @param dataDigest ask for data digests, where the transport has them
 * @param timeout the most time until the connection is up
 */
public record QueueDial(
    TransportAddress to,
    Optional<String> from,
    int queueId,
    int entries,
    int inCapsuleBytes,
    boolean headerDigest,
    boolean dataDigest,
    Duration timeout) {

  /** Checks the ranges. */
  public QueueDial {
    if (queueId < 0 || queueId > 65535) {
      throw new IllegalArgumentException("queue ID " + queueId + " is not in 0..65535");
    }
    if (entries < 2 || entries > 65536) {
      throw new IllegalArgumentException("queue size " + entries + " is not in 2..65536");
    }
    if (inCapsuleBytes < 0) {
      throw new IllegalArgumentException("in-capsule data: " + inCapsuleBytes + " is negative");
    }
  }
}
