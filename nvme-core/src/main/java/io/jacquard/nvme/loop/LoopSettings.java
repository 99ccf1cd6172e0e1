package io.jacquard.nvme.loop;

import java.time.Duration;

/**
 * How loops are made.
 *
 * @param count number of loops (threads), 1 to 1024
 * @param engine the way to wait for the network: {@code auto}, or a name the transport knows
 *     ({@code epoll}, {@code io_uring}, {@code nio})
 * @param spin how long a loop keeps polling after the last event before it sleeps; zero saves
 *     power, some 50 microseconds halve the latency
 * @param bufferBytes the most memory for data buffers per loop, in bytes
 * @param largestTransfer the largest data of one command in bytes, a multiple of 4096, {@link
 *     #SMALLEST_TRANSFER} at least
 */
public record LoopSettings(
    int count, String engine, Duration spin, long bufferBytes, int largestTransfer) {

  /** The name of the engine that leaves the choice to the transport. */
  public static final String AUTO = "auto";

  /**
   * The smallest limit of a command's data in bytes that Identify Controller can tell: MDTS is an
   * exponent of pages of 4096 bytes, and 0 means no limit. Admin capsules carry as much.
   */
  public static final int SMALLEST_TRANSFER = 8192;

  private static final int PAGE = 4096;

  /** Checks the ranges. */
  public LoopSettings {
    if (count < 1 || count > 1024) {
      throw new IllegalArgumentException("loops: " + count + " is not in 1..1024");
    }
    if (spin.isNegative() || spin.compareTo(Duration.ofSeconds(1)) > 0) {
      throw new IllegalArgumentException("spin: " + spin + " is not between 0 and 1 s");
    }
    if (largestTransfer < SMALLEST_TRANSFER || largestTransfer % PAGE != 0) {
      throw new IllegalArgumentException(
          "largest transfer: "
              + largestTransfer
              + " is not a multiple of "
              + PAGE
              + " from "
              + SMALLEST_TRANSFER);
    }
  }

  /** As many loops as cores (4 at most), 64 MiB of buffers each, 128 KiB transfers, no spinning. */
  public static LoopSettings defaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new LoopSettings(Math.min(cores, 4), AUTO, Duration.ZERO, 64L << 20, 128 << 10);
  }

  /** These settings with another number of loops. */
  public LoopSettings withCount(int loops) {
    return new LoopSettings(loops, engine, spin, bufferBytes, largestTransfer);
  }

  /** These settings with another engine. */
  public LoopSettings withEngine(String name) {
    return new LoopSettings(count, name, spin, bufferBytes, largestTransfer);
  }

  /** These settings with another time of spinning. */
  public LoopSettings withSpin(Duration time) {
    return new LoopSettings(count, engine, time, bufferBytes, largestTransfer);
  }
}
