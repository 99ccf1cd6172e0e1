package io.jacquard.target.pci;

import io.jacquard.nvme.identify.IdentifyController;
import java.time.Duration;

/**
 * What a controller can do, as far as the driver has to know.
 *
 * @param serialNumber its serial number, by which it is known again after a reset
 * @param modelNumber its model
 * @param largestTransfer the most data of one command in bytes, a power of two
 * @param sgl how it takes scatter gather lists
 * @param shadowDoorbells whether it takes Doorbell Buffer Config
 * @param abortLimit how many Abort commands it takes at a time
 * @param eventRequestLimit how many Asynchronous Event Requests it takes
 * @param events the notices it can give (OAES)
 * @param shutdownTime how long a shutdown may take
 */
record ControllerLimits(
    String serialNumber,
    String modelNumber,
    int largestTransfer,
    SglSupport sgl,
    boolean shadowDoorbells,
    int abortLimit,
    int eventRequestLimit,
    int events,
    Duration shutdownTime) {
  private static final int OACS_DOORBELL_BUFFER_CONFIG = 1 << 8;

  /** What loops have buffers for; more would only make bounce buffers and PRP lists larger. */
  static final int LARGEST = 1 << 20;

  private static final Duration SHORTEST_SHUTDOWN = Duration.ofSeconds(5);
  private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(60);

  /**
   * Takes it from Identify Controller.
   *
   * @param mpsmin {@code CAP.MPSMIN}
   * @param largestPiece the most that the driver can have in one piece, in bytes
   */
  static ControllerLimits of(IdentifyController identify, int mpsmin, long largestPiece) {
    long transfer = Math.min(LARGEST, identify.maxTransferBytes(mpsmin));
    Duration shutdown = Duration.ofNanos(identify.get(IdentifyController.RTD3E) * 1000);
    return new ControllerLimits(
        identify.serialNumber(),
        identify.modelNumber(),
        (int) Long.highestOneBit(Math.min(transfer, largestPiece)),
        SglSupport.of(identify.getInt(IdentifyController.SGLS)),
        identify.has(IdentifyController.OACS, OACS_DOORBELL_BUFFER_CONFIG),
        identify.getInt(IdentifyController.ACL) + 1,
        identify.getInt(IdentifyController.AERL) + 1,
        identify.getInt(IdentifyController.OAES),
        clamp(shutdown));
  }

  private static Duration clamp(Duration time) {
    if (time.compareTo(SHORTEST_SHUTDOWN) < 0) {
      return SHORTEST_SHUTDOWN;
    }
    return time.compareTo(LONGEST_SHUTDOWN) > 0 ? LONGEST_SHUTDOWN : time;
  }
}
