package io.jacquard.initiator;

import java.time.Duration;
import java.util.Optional;

/**
 * How a connection is watched and restored. The times mean what they mean to the Linux host.
 *
 * @param keepAlive the controller gives a silent host up after this time (keep-alive-tmo), 0 to
 *     2^32 - 1 ms; zero for no keep alive
 * @param reconnectDelay pause before each attempt to connect again (reconnect-delay), 1 ms or more
 * @param controllerLoss how long to try before the controller is removed (ctrl-loss-tmo), rounded
 *     up to whole attempts; zero not to try, empty to try for ever
 * @param fastIoFail how long commands are held while there is no connection (fast-io-fail-tmo);
 *     empty to hold them until the controller is removed
 */
public record RecoveryOptions(
    Duration keepAlive,
    Duration reconnectDelay,
    Optional<Duration> controllerLoss,
    Optional<Duration> fastIoFail) {

  /** Checks the ranges. */
  public RecoveryOptions {
    if (keepAlive.isNegative() || keepAlive.toMillis() > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("keep-alive time-out " + keepAlive + " is not possible");
    }
    if (reconnectDelay.toMillis() < 1) {
      throw new IllegalArgumentException(
          "reconnect delay " + reconnectDelay + " is less than a millisecond");
    }
    controllerLoss.ifPresent(time -> requirePositive("controller loss time-out", time));
    fastIoFail.ifPresent(time -> requirePositive("fast I/O fail time-out", time));
  }

  private static void requirePositive(String name, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(name + " " + time + " is negative");
    }
  }

  /** As the Linux host: keep alive 5 s, attempts every 10 s for 10 minutes, commands held. */
  public static RecoveryOptions defaults() {
    return new RecoveryOptions(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Optional.of(Duration.ofMinutes(10)),
        Optional.empty());
  }

  /** Whether to try once more after this many attempts. */
  boolean mayTry(int attempts) {
    return controllerLoss.isEmpty() || attempts < mostAttempts(controllerLoss.get());
  }

  private long mostAttempts(Duration loss) {
    return Math.ceilDiv(loss.toMillis(), reconnectDelay.toMillis());
  }
}
