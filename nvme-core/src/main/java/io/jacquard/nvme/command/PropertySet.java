package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;

/**
 * Property Set (NVMe Base 2.1, 6.6 "Property Set Command and Response").
 *
 * @param offset the property's offset in bytes, unsigned
 * @param size 4 or 8 bytes
 * @param value the value; of a 4-byte property bits 31:0 are used, and the others are 0
 */
public record PropertySet(int offset, int size, long value) implements FabricsCommand {
  /** Byte offset of the attributes: size in bits 2:0. */
  public static final int ATTRIB = PropertyGet.ATTRIB;

  /** Byte offset of the property's offset, 32 bits. */
  public static final int OFST = PropertyGet.OFST;

  /** Byte offset of the value, 64 bits. */
  public static final int VALUE = 48;

  /** Every field of the submission queue entry. */
  public static final Layout LAYOUT =
      FabricsEntry.withoutData("Property Set Command")
          .field("ATTRIB", ATTRIB, 1)
          .reserved(41, 3)
          .field("OFST", OFST, 4)
          .field("VALUE", VALUE, 8)
          .reserved(56, 8)
          .build();

  /** Checks the size and cuts the value to it. */
  public PropertySet {
    PropertyGet.attribOf(size);
    value = size == 4 ? value & 0xFFFF_FFFFL : value;
  }

  static PropertySet decode(Sqe sqe) {
    return new PropertySet(
        FabricsEntry.intAt(sqe, OFST),
        PropertyGet.sizeIn(sqe, LAYOUT.name()),
        sqe.buffer().getLong(sqe.offset() + VALUE));
  }

  @Override
  public int fctype() {
    return FabricsCommandType.PROPERTY_SET;
  }

  @Override
  public void encode(Sqe sqe) {
    FabricsEntry.begin(sqe, fctype())
        .cdw10(PropertyGet.attribOf(size))
        .cdw11(offset)
        .cdw12((int) value)
        .cdw13((int) (value >>> 32));
  }
}
