package io.jacquard.nvme.wire;

import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A flyweight view of a 16-byte completion queue entry (NVMe Base 2.1, 4.2 "Completion Queue
 * Entry"; over fabrics the response capsule of 3.3.2.1.2).
 *
 * <p>The view holds no data. {@link #wrap} points it at bytes of any {@link ByteBuffer} and
 * allocates nothing; it sets the buffer's byte order to little endian and never moves its position
 * or limit. Not thread-safe; the caller owns the buffer.
 */
public final class Cqe {
  /** Size of an entry in bytes. */
  public static final int BYTES = 16;

  /** Dword 0: command specific result, low half. */
  public static final int DW0 = 0;

  /** Dword 1: command specific result, high half. */
  public static final int DW1 = 4;

  /** SQ Head Pointer, 16 bits. */
  public static final int SQHD = 8;

  /** SQ Identifier, 16 bits; reserved over fabrics. */
  public static final int SQID = 10;

  /** Command Identifier, 16 bits. */
  public static final int CID = 12;

  /** Phase tag in bit 0 (reserved over fabrics), status in bits 15:1. */
  public static final int STATUS = 14;

  /** SQHD of a Connect response that turns submission queue flow control off. */
  public static final int SQHD_FLOW_CONTROL_DISABLED = 0xFFFF;

  /** Every field of the entry. */
  public static final Layout LAYOUT =
      Layout.of("Completion Queue Entry", BYTES)
          .field("Dword 0", DW0, 4)
          .field("Dword 1", DW1, 4)
          .field("SQ Head Pointer", SQHD, 2)
          .field("SQ Identifier", SQID, 2)
          .field("Command Identifier", CID, 2)
          .field("Phase Tag and Status", STATUS, 2)
          .build();

  private ByteBuffer buffer;
  private int base;

  /**
   * Points this view at the 16 bytes that start at {@code offset} (an absolute index).
   *
   * @return this view
   * @throws IndexOutOfBoundsException if the buffer's limit is before the end of the entry
   */
  public Cqe wrap(ByteBuffer buffer, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, buffer.limit());
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    this.base = offset;
    return this;
  }

  /** Dword 0 of the result. */
  public int dw0() {
    return buffer.getInt(base + DW0);
  }

  /** Dword 1 of the result. */
  public int dw1() {
    return buffer.getInt(base + DW1);
  }

  /** The result: dword 0 in bits 31:0, dword 1 in bits 63:32. */
  public long result() {
    return buffer.getLong(base + DW0);
  }

  /** The submission queue head, 0 to 65535. */
  public int sqhd() {
    return buffer.getShort(base + SQHD) & 0xFFFF;
  }

  /** The submission queue, 0 to 65535; reserved over fabrics. */
  public int sqid() {
    return buffer.getShort(base + SQID) & 0xFFFF;
  }

  /** The command identifier, 0 to 65535. */
  public int cid() {
    return buffer.getShort(base + CID) & 0xFFFF;
  }

  /** The status without the phase tag, to be read with {@link Status}; 0 is success. */
  public int status() {
    return (buffer.getShort(base + STATUS) & 0xFFFF) >>> 1;
  }

  /** The phase tag; reserved over fabrics. */
  public boolean phase() {
    return (buffer.get(base + STATUS) & 1) != 0;
  }

  /** Writes the result: dword 0 from bits 31:0, dword 1 from bits 63:32. */
  public Cqe result(long value) {
    buffer.putLong(base + DW0, value);
    return this;
  }

  /** Writes the low 16 bits as submission queue head. */
  public Cqe sqhd(int value) {
    buffer.putShort(base + SQHD, (short) value);
    return this;
  }

  /** Writes the low 16 bits as submission queue identifier. */
  public Cqe sqid(int value) {
    buffer.putShort(base + SQID, (short) value);
    return this;
  }

  /** Writes the low 16 bits as command identifier. */
  public Cqe cid(int value) {
    buffer.putShort(base + CID, (short) value);
    return this;
  }

  /** Writes the low 15 bits as status and clears the phase tag. */
  public Cqe status(int value) {
    buffer.putShort(base + STATUS, (short) (value << 1));
    return this;
  }

  /** Writes the whole entry as a fabrics response: SQ identifier and phase tag are 0. */
  public Cqe set(long result, int sqhd, int cid, int status) {
    buffer.putLong(base + DW0, result);
    buffer.putLong(
        base + SQHD,
        (sqhd & 0xFFFFL) | (cid & 0xFFFFL) << 32 | (status & (long) Status.MASK) << 49);
    return this;
  }

  /** Copies the entry to {@code target} at the absolute index {@code offset}. */
  public void copyTo(ByteBuffer target, int offset) {
    target.put(offset, buffer, base, BYTES);
  }

  /** For people: command identifier, status by name, result. Not for the I/O path. */
  @Override
  public String toString() {
    if (buffer == null) {
      return "Cqe[not wrapped]";
    }
    return String.format(
        "Cqe[cid=%04xh sqhd=%d result=%xh status=%s]",
        cid(), sqhd(), result(), Status.describe(status()));
  }
}
