package io.jacquard.initiator;

import java.time.Duration;

/**
 * How long to wait for answers. A command that is not answered in time is aborted; if that does not
 * help for the same time again, the connection is given up and made anew.
 *
 * @param connect for the transport to connect one queue, 1 ms or more
 * @param admin for an admin command, 1 ms or more
 * @param io for an I/O command, 1 ms or more
 */
public record TimeoutOptions(Duration connect, Duration admin, Duration io) {

  /** Checks the ranges. */
  public TimeoutOptions {
    requirePositive("connect", connect);
    requirePositive("admin", admin);
    requirePositive("I/O", io);
  }

  private static void requirePositive(String name, Duration time) {
    if (time.toMillis() < 1) {
      throw new IllegalArgumentException(
          name + " time-out " + time + " is less than a millisecond");
    }
  }

  /** 10 s to connect, 60 s for admin commands, 30 s for I/O. */
  public static TimeoutOptions defaults() {
    return new TimeoutOptions(
        Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));
  }
}
