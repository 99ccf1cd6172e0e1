package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;

/**
 * Property Get (NVMe Base 2.1, 6.5 "Property Get Command and Response"). The value comes back in
 * the completion's result.
 *
 * @param offset the property's offset in bytes, unsigned
 * @param size 4 or 8 bytes
 */
public record PropertyGet(int offset, int size) implements FabricsCommand {
  /** Byte offset of the attributes: size in bits 2:0. */
  public static final int ATTRIB = 40;

  /** Byte offset of the property's offset, 32 bits. */
  public static final int OFST = 44;

  /** Every field of the submission queue entry. */
  public static final Layout LAYOUT =
      FabricsEntry.withoutData("Property Get Command")
          .field("ATTRIB", ATTRIB, 1)
          .reserved(41, 3)
          .field("OFST", OFST, 4)
          .reserved(48, 16)
          .build();

  /** Checks the size. */
  public PropertyGet {
    attribOf(size);
  }

  static PropertyGet decode(Sqe sqe) {
    return new PropertyGet(FabricsEntry.intAt(sqe, OFST), sizeIn(sqe, LAYOUT.name()));
  }

  @Override
  public int fctype() {
    return FabricsCommandType.PROPERTY_GET;
  }

  @Override
  public void encode(Sqe sqe) {
    FabricsEntry.begin(sqe, fctype()).cdw10(attribOf(size)).cdw11(offset);
  }

  static int attribOf(int size) {
    return switch (size) {
      case 4 -> 0;
      case 8 -> 1;
      default -> throw new IllegalArgumentException("property size " + size + " is not 4 or 8");
    };
  }

  static int sizeIn(Sqe sqe, String structure) {
    int attrib = FabricsEntry.byteAt(sqe, ATTRIB) & 0x7;
    if (attrib > 1) {
      throw new MalformedException(structure, "ATTRIB", ATTRIB, "has reserved size " + attrib);
    }
    return attrib == 0 ? 4 : 8;
  }
}
