package io.jacquard.nvme.transport;

import io.jacquard.nvme.identity.TransportType;
import java.time.Duration;

/**
 * Limits of a {@link Listener}.
 *
 * @param inCapsuleBytes most data in an I/O command capsule, a multiple of 16, 0 to 65536
 * @param maxConnections connections at a time; more are closed at once, 1 or more
 * @param handshakeTimeout how long a connection may take from its start to its Connect command
 * @param stallTimeout how long a peer may take nothing of what is being sent to it, or leave data
 *     that was asked for unsent, before the connection is given up
 * @param transferBytesPerRequest most data asked for by one request to the host (R2T), a multiple
 *     of 4096; larger writes take several rounds
 */
public record ListenSettings(
    int inCapsuleBytes,
    int maxConnections,
    Duration handshakeTimeout,
    Duration stallTimeout,
    int transferBytesPerRequest) {

  /** Checks the ranges. */
  public ListenSettings {
    if (inCapsuleBytes < 0 || inCapsuleBytes > 65536 || inCapsuleBytes % 16 != 0) {
      throw new IllegalArgumentException(
          "in-capsule data: " + inCapsuleBytes + " is not a multiple of 16 from 0 to 65536");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("connections: " + maxConnections + " is less than 1");
    }
    if (transferBytesPerRequest < 4096 || transferBytesPerRequest % 4096 != 0) {
      throw new IllegalArgumentException(
          "bytes per request: " + transferBytesPerRequest + " is not a multiple of 4096");
    }
  }

  /**
   * How much data in a capsule a port takes unless it is told otherwise: a page over RDMA, since
   * Linux 5.4 to 5.12 damage larger data that is in several pieces, and two over other transports.
   */
  public static int defaultInCapsuleBytes(TransportType type) {
    return type == TransportType.RDMA ? 4096 : 8192;
  }

  /** 8 KiB in capsule, 1024 connections, 10 s to shake hands, 30 s stalled, 128 KiB a request. */
  public static ListenSettings defaults() {
    return new ListenSettings(
        8192, 1024, Duration.ofSeconds(10), Duration.ofSeconds(30), 128 << 10);
  }
}
