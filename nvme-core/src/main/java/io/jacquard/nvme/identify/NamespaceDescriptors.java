package io.jacquard.nvme.identify;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The Namespace Identification Descriptor list, CNS 03h, 4096 bytes (NVMe Base 2.1, 5.1.13).
 * Identifiers that a namespace does not have are not in the list. Descriptors of unknown type are
 * skipped when decoding.
 *
 * @param identity EUI64, NGUID and UUID
 * @param csi Command Set Identifier, 0 to 255, if the list has one
 */
public record NamespaceDescriptors(NamespaceIdentity identity, OptionalInt csi) {
  /** Size on the wire. */
  public static final int BYTES = 4096;

  /** Namespace Identifier Type: EUI64, 8 bytes. */
  public static final int NIDT_EUI64 = 1;

  /** Namespace Identifier Type: NGUID, 16 bytes. */
  public static final int NIDT_NGUID = 2;

  /** Namespace Identifier Type: UUID, 16 bytes. */
  public static final int NIDT_UUID = 3;

  /** Namespace Identifier Type: Command Set Identifier, 1 byte. */
  public static final int NIDT_CSI = 4;

  /** Bytes before the identifier: type, length, two reserved. */
  public static final int HEADER_BYTES = 4;

  /** The start of each descriptor. */
  public static final Layout HEADER =
      Layout.of("Namespace Identification Descriptor", HEADER_BYTES)
          .field("NIDT", 0, 1)
          .field("NIDL", 1, 1)
          .reserved(2, 2)
          .build();

  private static final String NAME = "Namespace Identification Descriptor list";

  /** Checks the values. */
  public NamespaceDescriptors {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(csi, "csi");
    if (csi.isPresent() && (csi.getAsInt() < 0 || csi.getAsInt() > 0xFF)) {
      throw new IllegalArgumentException("CSI " + csi.getAsInt() + " is not in 0 to 255");
    }
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes, or an identifier has not the length of its
   *     type or goes beyond the end
   */
  public static NamespaceDescriptors decode(ByteBuffer source) {
    if (source.remaining() < BYTES) {
      throw new MalformedException(
          NAME, "length", 0, "has " + source.remaining() + " bytes, needs " + BYTES);
    }
    ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.BIG_ENDIAN);
    source.position(source.position() + BYTES);
    Eui64 eui64 = Eui64.NONE;
    Nguid nguid = Nguid.NONE;
    UUID uuid = NamespaceIdentity.NO_UUID;
    OptionalInt csi = OptionalInt.empty();
    int at = 0;
    while (at + HEADER_BYTES <= BYTES && bytes.get(at + 1) != 0) { // a length of 0 ends the list
      int type = bytes.get(at) & 0xFF;
      int length = bytes.get(at + 1) & 0xFF;
      int value = at + HEADER_BYTES;
      checkLength(type, length, at);
      switch (type) {
        case NIDT_EUI64 -> eui64 = Eui64.decode(bytes, value);
        case NIDT_NGUID -> nguid = Nguid.decode(bytes, value);
        case NIDT_UUID -> uuid = new UUID(bytes.getLong(value), bytes.getLong(value + 8));
        case NIDT_CSI -> csi = OptionalInt.of(bytes.get(value) & 0xFF);
        default -> {} // a type of a later version
      }
      at = value + length;
    }
    return new NamespaceDescriptors(new NamespaceIdentity(eui64, nguid, uuid), csi);
  }

  private static void checkLength(int type, int length, int at) {
    int expected =
        switch (type) {
          case NIDT_EUI64 -> Eui64.BYTES;
          case NIDT_NGUID -> Nguid.BYTES;
          case NIDT_UUID -> 16;
          case NIDT_CSI -> 1;
          default -> length;
        };
    if (length != expected || at + HEADER_BYTES + length > BYTES) {
      throw new MalformedException(
          NAME, "NIDL", at + 1, "is " + length + " for type " + type + ", needs " + expected);
    }
  }

  /**
   * Writes 4096 bytes at the buffer's position and moves it behind them, in the order Linux has.
   */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.BIG_ENDIAN);
    if (identity.hasUuid()) {
      header(bytes, NIDT_UUID, 16)
          .putLong(identity.uuid().getMostSignificantBits())
          .putLong(identity.uuid().getLeastSignificantBits());
    }
    if (!identity.nguid().isNone()) {
      header(bytes, NIDT_NGUID, Nguid.BYTES)
          .putLong(identity.nguid().high())
          .putLong(identity.nguid().low());
    }
    if (!identity.eui64().isNone()) {
      header(bytes, NIDT_EUI64, Eui64.BYTES).putLong(identity.eui64().value());
    }
    csi.ifPresent(value -> header(bytes, NIDT_CSI, 1).put((byte) value));
    target.put(bytes.clear());
  }

  private static ByteBuffer header(ByteBuffer bytes, int type, int length) {
    return bytes.put((byte) type).put((byte) length).putShort((short) 0);
  }
}
