package io.jacquard.nvme.zone;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One zone, as a report tells of it: 64 bytes (Zoned Namespace Command Set 1.1, 3.4.2.2.3 "Zone
 * Descriptor data structure").
 *
 * @param type Zone Type (ZT), 2 for Sequential Write Required, 0 to 15
 * @param state Zone State (ZS)
 * @param attributes Zone Attributes (ZA), 8 bits
 * @param attributesInformation Zone Attributes Information (ZAI), 8 bits
 * @param capacity blocks that can be written (ZCAP)
 * @param start the first block (ZSLBA)
 * @param writePointer the next block to write (WP); {@link #NO_WRITE_POINTER} in states without
 */
public record ZoneDescriptor(
    int type,
    ZoneState state,
    int attributes,
    int attributesInformation,
    long capacity,
    long start,
    long writePointer) {
  /** Size on the wire. */
  public static final int BYTES = 64;

  /** Value of {@link #type}: Sequential Write Required. */
  public static final int SEQUENTIAL_WRITE_REQUIRED = 2;

  /** In {@link #attributes}: Zone Finished by Controller (ZFC). */
  public static final int FINISHED_BY_CONTROLLER = 1;

  /** In {@link #attributes}: Finish Zone Recommended (FZR). */
  public static final int FINISH_RECOMMENDED = 1 << 1;

  /** In {@link #attributes}: Reset Zone Recommended (RZR). */
  public static final int RESET_RECOMMENDED = 1 << 2;

  /** In {@link #attributes}: Zone Descriptor Extension Valid (ZDEV). */
  public static final int EXTENSION_VALID = 1 << 7;

  /** The write pointer of a zone that has none. */
  public static final long NO_WRITE_POINTER = -1;

  /** Byte offset of ZT, bits 3:0. */
  public static final int ZT = 0;

  /** Byte offset of ZS, bits 7:4. */
  public static final int ZS = 1;

  /** Byte offset of ZA. */
  public static final int ZA = 2;

  /** Byte offset of ZAI. */
  public static final int ZAI = 3;

  /** Byte offset of ZCAP. */
  public static final int ZCAP = 8;

  /** Byte offset of ZSLBA. */
  public static final int ZSLBA = 16;

  /** Byte offset of WP. */
  public static final int WP = 24;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("Zone Descriptor", BYTES)
          .field("ZT", ZT, 1)
          .field("ZS", ZS, 1)
          .field("ZA", ZA, 1)
          .field("ZAI", ZAI, 1)
          .reserved(4, 4)
          .field("ZCAP", ZCAP, 8)
          .field("ZSLBA", ZSLBA, 8)
          .field("WP", WP, 8)
          .reserved(32, 32)
          .build();

  /** Checks that every value fits its field. */
  public ZoneDescriptor {
    if (type < 0 || type > 0xF || attributes >>> 8 != 0 || attributesInformation >>> 8 != 0) {
      throw new IllegalArgumentException("zone type or attributes do not fit their fields");
    }
  }

  /** A sequential zone without attributes. */
  public static ZoneDescriptor of(ZoneState state, long capacity, long start, long writePointer) {
    return new ZoneDescriptor(
        SEQUENTIAL_WRITE_REQUIRED, state, 0, 0, capacity, start, writePointer);
  }

  /**
   * Reads 64 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes, or the state is not known
   */
  public static ZoneDescriptor decode(ByteBuffer source) {
    LAYOUT.requireRemaining(source);
    ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    source.position(source.position() + BYTES);
    int zs = bytes.get(ZS) >>> 4 & 0xF;
    ZoneState state =
        ZoneState.of(zs)
            .orElseThrow(
                () ->
                    new MalformedException(
                        LAYOUT.name(), "ZS", ZS, String.format("%xh is not a known state", zs)));
    return new ZoneDescriptor(
        bytes.get(ZT) & 0xF,
        state,
        bytes.get(ZA) & 0xFF,
        bytes.get(ZAI) & 0xFF,
        bytes.getLong(ZCAP),
        bytes.getLong(ZSLBA),
        bytes.getLong(WP));
  }

  /** Writes 64 bytes at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(ZT, (byte) type).put(ZS, (byte) (state.code() << 4));
    bytes.put(ZA, (byte) attributes).put(ZAI, (byte) attributesInformation);
    bytes.putLong(ZCAP, capacity).putLong(ZSLBA, start).putLong(WP, writePointer);
    target.put(bytes);
  }
}
