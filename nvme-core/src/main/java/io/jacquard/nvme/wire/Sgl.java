package io.jacquard.nvme.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A flyweight view of one 16-byte SGL descriptor (NVMe Base 2.1, 4.3.2 "Scatter Gather Lists").
 *
 * <p>The view holds no data. {@link #wrap} points it at bytes of any {@link ByteBuffer} and
 * allocates nothing; it sets the buffer's byte order to little endian and never moves its position
 * or limit. Not thread-safe; the caller owns the buffer.
 */
public final class Sgl {
  /** Size of a descriptor in bytes. */
  public static final int BYTES = 16;

  /** Address, bytes 0 to 7; an offset when the subtype is {@link #SUBTYPE_OFFSET}. */
  public static final int ADDRESS = 0;

  /** Length in bytes: four bytes for every type but the keyed one, which has three. */
  public static final int LENGTH = 8;

  /** Remote key of a keyed data block, bytes 11 to 14. */
  public static final int KEY = 11;

  /** Descriptor type in the high nibble, subtype in the low nibble. */
  public static final int IDENTIFIER = 15;

  /** Type 0h: SGL Data Block. */
  public static final int TYPE_DATA_BLOCK = 0x0;

  /** Type 1h: SGL Bit Bucket. */
  public static final int TYPE_BIT_BUCKET = 0x1;

  /** Type 2h: SGL Segment. */
  public static final int TYPE_SEGMENT = 0x2;

  /** Type 3h: SGL Last Segment. */
  public static final int TYPE_LAST_SEGMENT = 0x3;

  /** Type 4h: Keyed SGL Data Block. */
  public static final int TYPE_KEYED_DATA_BLOCK = 0x4;

  /** Type 5h: Transport SGL Data Block. */
  public static final int TYPE_TRANSPORT_DATA_BLOCK = 0x5;

  /** Type Fh: vendor specific. */
  public static final int TYPE_VENDOR_SPECIFIC = 0xF;

  /** Subtype 0h: the address is an address in host memory. */
  public static final int SUBTYPE_ADDRESS = 0x0;

  /** Subtype 1h: the address is an offset into the capsule. */
  public static final int SUBTYPE_OFFSET = 0x1;

  /** Subtype Ah: NVMe transport specific; the only one of a Transport SGL Data Block. */
  public static final int SUBTYPE_TRANSPORT = 0xA;

  /** Subtype Fh of a keyed data block: the controller may invalidate the key with its response. */
  public static final int SUBTYPE_INVALIDATE_KEY = 0xF;

  /** Identifier byte of data carried in the capsule: data block with an offset. */
  public static final int IN_CAPSULE = TYPE_DATA_BLOCK << 4 | SUBTYPE_OFFSET;

  /**
   * Identifier byte of data the transport moves by its own means (NVMe/TCP outside the capsule).
   */
  public static final int TRANSPORT = TYPE_TRANSPORT_DATA_BLOCK << 4 | SUBTYPE_TRANSPORT;

  /** Identifier byte of a keyed data block. */
  public static final int KEYED = TYPE_KEYED_DATA_BLOCK << 4 | SUBTYPE_ADDRESS;

  /** Identifier byte of a keyed data block whose key the controller may invalidate. */
  public static final int KEYED_INVALIDATE = TYPE_KEYED_DATA_BLOCK << 4 | SUBTYPE_INVALIDATE_KEY;

  /** Largest length of a keyed data block, 24 bits. */
  public static final int MAX_KEYED_LENGTH = 0xFF_FFFF;

  /** Every field of a data block, bit bucket, segment or transport data block descriptor. */
  public static final Layout LAYOUT =
      Layout.of("SGL Descriptor", BYTES)
          .field("Address", ADDRESS, 8)
          .field("Length", LENGTH, 4)
          .reserved(12, 3)
          .field("SGL Identifier", IDENTIFIER, 1)
          .build();

  /** Every field of a keyed data block descriptor. */
  public static final Layout KEYED_LAYOUT =
      Layout.of("Keyed SGL Data Block Descriptor", BYTES)
          .field("Address", ADDRESS, 8)
          .field("Length", LENGTH, 3)
          .field("Key", KEY, 4)
          .field("SGL Identifier", IDENTIFIER, 1)
          .build();

  private ByteBuffer buffer;
  private int base;

  /**
   * Points this view at the 16 bytes that start at {@code offset} (an absolute index).
   *
   * @return this view
   * @throws IndexOutOfBoundsException if the buffer's limit is before the end of the descriptor
   */
  public Sgl wrap(ByteBuffer buffer, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, buffer.limit());
    return wrapUnchecked(buffer.order(ByteOrder.LITTLE_ENDIAN), offset);
  }

  Sgl wrapUnchecked(ByteBuffer buffer, int offset) {
    this.buffer = buffer;
    this.base = offset;
    return this;
  }

  /** The identifier byte: type in bits 7:4, subtype in bits 3:0. */
  public int identifier() {
    return buffer.get(base + IDENTIFIER) & 0xFF;
  }

  /** The descriptor type, one of the {@code TYPE_} constants or a reserved value. */
  public int type() {
    return identifier() >>> 4;
  }

  /** The descriptor subtype, one of the {@code SUBTYPE_} constants or a reserved value. */
  public int subtype() {
    return identifier() & 0xF;
  }

  /** The address, or the offset into the capsule; unsigned. */
  public long address() {
    return buffer.getLong(base + ADDRESS);
  }

  /**
   * Length in bytes, read according to the type: 24 bits if keyed, else 32 bits; never negative.
   */
  public long length() {
    return type() == TYPE_KEYED_DATA_BLOCK ? keyedLength() : length32();
  }

  /** The length as 32 bits in bytes, whatever the type is; never negative. */
  public long length32() {
    return buffer.getInt(base + LENGTH) & 0xFFFF_FFFFL;
  }

  /** The length of a keyed data block in bytes, 0 to {@link #MAX_KEYED_LENGTH}. */
  public int keyedLength() {
    return buffer.getInt(base + LENGTH) & MAX_KEYED_LENGTH;
  }

  /** The remote key of a keyed data block, all 32 bits. */
  public int key() {
    return buffer.getInt(base + KEY);
  }

  /** Whether the data is in the capsule, at {@link #address()} bytes after its start of data. */
  public boolean isInCapsule() {
    return identifier() == IN_CAPSULE;
  }

  /** Whether the transport moves the data by its own means. */
  public boolean isTransport() {
    return identifier() == TRANSPORT;
  }

  /** Whether this is a keyed data block of any subtype. */
  public boolean isKeyed() {
    return type() == TYPE_KEYED_DATA_BLOCK;
  }

  /**
   * Writes a data block descriptor at an address in host memory.
   *
   * @param length bytes, 0 to 2^32 - 1
   */
  public Sgl setDataBlock(long address, long length) {
    return set(address, length, TYPE_DATA_BLOCK << 4 | SUBTYPE_ADDRESS);
  }

  /**
   * Writes the descriptor of data in the capsule.
   *
   * @param offset bytes after the start of the capsule's data
   * @param length bytes, 0 to 2^32 - 1
   */
  public Sgl setInCapsule(long offset, long length) {
    return set(offset, length, IN_CAPSULE);
  }

  /**
   * Writes a transport data block, also used with length 0 for a command without data.
   *
   * @param length bytes, 0 to 2^32 - 1
   */
  public Sgl setTransport(long length) {
    return set(0, length, TRANSPORT);
  }

  /**
   * Writes a descriptor from its parts: every type but the keyed data block.
   *
   * @param length bytes, 0 to 2^32 - 1
   * @param identifier type in bits 7:4, subtype in bits 3:0
   */
  public Sgl set(long address, long length, int identifier) {
    if (length >>> 32 != 0) {
      throw new IllegalArgumentException("SGL length " + length + " does not fit 32 bits");
    }
    buffer.putLong(base + ADDRESS, address);
    buffer.putLong(base + LENGTH, length | (long) identifier << 56);
    return this;
  }

  /**
   * Writes a keyed data block.
   *
   * @param length bytes, 0 to {@link #MAX_KEYED_LENGTH}
   * @param invalidate whether the controller may invalidate the key with its response
   */
  public Sgl setKeyed(long address, int length, int key, boolean invalidate) {
    if (length < 0 || length > MAX_KEYED_LENGTH) {
      throw new IllegalArgumentException("keyed SGL length " + length + " does not fit 24 bits");
    }
    long identifier = invalidate ? KEYED_INVALIDATE : KEYED;
    buffer.putLong(base + ADDRESS, address);
    buffer.putLong(base + LENGTH, length | (key & 0xFFFF_FFFFL) << 24 | identifier << 56);
    return this;
  }

  /** For people: type, address, length and key. Not for the I/O path. */
  @Override
  public String toString() {
    if (buffer == null) {
      return "Sgl[not wrapped]";
    }
    String key = isKeyed() ? String.format(" key=%08xh", key()) : "";
    return String.format(
        "Sgl[id=%02xh address=%xh length=%d%s]", identifier(), address(), length(), key);
  }
}
