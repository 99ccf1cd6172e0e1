package io.jacquard.nvme.feature;

import io.jacquard.nvme.wire.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Timestamp, feature 0Eh: its 8 bytes of data (NVMe Base 2.1, 5.1.25).
 *
 * @param millis milliseconds, 48 bits: since 1970-01-01 UTC if a host set it, else since the reset
 * @param attributes byte 6: SYNCH in bit 0, Timestamp Origin in bits 3:1 (1 = set by a host)
 */
public record Timestamp(long millis, int attributes) {
  /** Size on the wire. */
  public static final int BYTES = 8;

  /** Attributes of a timestamp that a host has set and that counted without stop since. */
  public static final int SET_BY_HOST = 1 << 1;

  /** Largest value of {@link #millis}. */
  public static final long MAX_MILLIS = (1L << 48) - 1;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("Timestamp", BYTES)
          .field("TIMESTAMP", 0, 6)
          .field("TSATTR", 6, 1)
          .reserved(7, 1)
          .build();

  /** Checks that the values fit their fields. */
  public Timestamp {
    if (millis < 0 || millis > MAX_MILLIS || attributes < 0 || attributes > 0xFF) {
      throw new IllegalArgumentException(
          "timestamp " + millis + " does not fit 48 bits or attributes " + attributes + " 8 bits");
    }
  }

  /** Reads 8 bytes from the buffer's position and moves it behind them. */
  public static Timestamp decode(ByteBuffer source) {
    LAYOUT.requireRemaining(source);
    byte[] bytes = new byte[BYTES];
    source.get(bytes);
    long value = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return new Timestamp(value & MAX_MILLIS, (int) (value >>> 48) & 0xFF);
  }

  /** Writes 8 bytes at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    target.put(bytes.putLong(0, millis | (long) attributes << 48));
  }
}
