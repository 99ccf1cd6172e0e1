package io.jacquard.nvme.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.UUID;

/**
 * The 128-bit Host Identifier (NVMe Base 2.1, 5.1.25, "Host Identifier"), which names a host to
 * reservations. Written as a UUID; on the wire its bytes are in the order they are printed.
 *
 * @param uuid all 128 bits, of any UUID version or none
 */
public record HostId(UUID uuid) {
  /** Size on the wire. */
  public static final int BYTES = 16;

  /** All bits zero: no identifier. */
  public static final HostId ZERO = new HostId(new UUID(0, 0));

  /** Checks that there is a value. */
  public HostId {
    Objects.requireNonNull(uuid, "uuid");
  }

  /** A random identifier (UUID version 4). */
  public static HostId random() {
    return new HostId(UUID.randomUUID());
  }

  /**
   * Reads the form 8-4-4-4-12 of hexadecimal digits.
   *
   * @throws IllegalArgumentException if the text is of another form
   */
  public static HostId parse(String text) {
    UUID uuid;
    try {
      uuid = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw notAUuid(text, e);
    }
    if (!uuid.toString().equalsIgnoreCase(text)) { // fromString takes shortened groups too
      throw notAUuid(text, null);
    }
    return new HostId(uuid);
  }

  /** Reads 16 bytes at the absolute index {@code index}. */
  public static HostId decode(ByteBuffer buffer, int index) {
    return new HostId(readUuid(buffer, index));
  }

  /** Writes 16 bytes at the absolute index {@code index}. */
  public void encode(ByteBuffer buffer, int index) {
    writeUuid(uuid, buffer, index);
  }

  /** Whether all bits are zero. */
  public boolean isZero() {
    return equals(ZERO);
  }

  @Override
  public String toString() {
    return uuid.toString();
  }

  static UUID readUuid(ByteBuffer buffer, int index) {
    ByteBuffer view = buffer.slice(index, BYTES).order(ByteOrder.BIG_ENDIAN);
    return new UUID(view.getLong(0), view.getLong(8));
  }

  static void writeUuid(UUID uuid, ByteBuffer buffer, int index) {
    buffer
        .slice(index, BYTES)
        .order(ByteOrder.BIG_ENDIAN)
        .putLong(0, uuid.getMostSignificantBits())
        .putLong(8, uuid.getLeastSignificantBits());
  }

  private static IllegalArgumentException notAUuid(String text, Throwable cause) {
    return new IllegalArgumentException(
        "host ID \"" + text + "\" is not a UUID, 8-4-4-4-12 hexadecimal digits", cause);
  }
}
