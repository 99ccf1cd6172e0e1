package io.jacquard.nvme.wire;

import io.jacquard.nvme.command.FabricsCommandType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A flyweight view of a 64-byte submission queue entry (NVMe Base 2.1, 4.1.1 "Common Command
 * Format"; over fabrics the first part of a command capsule).
 *
 * <p>The view holds no data. {@link #wrap} points it at bytes of any {@link ByteBuffer} and
 * allocates nothing; it sets the buffer's byte order to little endian and never moves its position
 * or limit. Accessors of command specific dwords ({@link #slba}, {@link #nlb} and others) name
 * where the NVM command set puts them; the caller has looked at the opcode before. Not thread-safe;
 * the caller owns the buffer.
 */
public final class Sqe {
  /** Size of an entry in bytes. */
  public static final int BYTES = 64;

  /** Opcode, CDW0 bits 7:0. */
  public static final int OPC = 0;

  /** Fused operation (bits 1:0) and PSDT (bits 7:6), CDW0 bits 15:8. */
  public static final int FLAGS = 1;

  /** Command Identifier, CDW0 bits 31:16. */
  public static final int CID = 2;

  /** Namespace Identifier; its first byte is the fabrics command type when the opcode is 7Fh. */
  public static final int NSID = 4;

  /** Fabrics command type (NVMe Base 2.1, 6 "Fabrics Command Set"). */
  public static final int FCTYPE = 4;

  /** Command dword 2. */
  public static final int CDW2 = 8;

  /** Command dword 3. */
  public static final int CDW3 = 12;

  /** Metadata Pointer. */
  public static final int MPTR = 16;

  /** Data Pointer: SGL entry 1, or PRP entry 1. */
  public static final int DPTR = 24;

  /** PRP entry 2, the second half of the data pointer. */
  public static final int PRP2 = 32;

  /** Command dword 10; dwords 11 to 15 follow. */
  public static final int CDW10 = 40;

  /** Command dword 11. */
  public static final int CDW11 = 44;

  /** Command dword 12. */
  public static final int CDW12 = 48;

  /** Command dword 13. */
  public static final int CDW13 = 52;

  /** Command dword 14. */
  public static final int CDW14 = 56;

  /** Command dword 15. */
  public static final int CDW15 = 60;

  /** Value of {@link #fuse}: a normal operation. */
  public static final int FUSE_NONE = 0;

  /** Value of {@link #fuse}: first command of a fused operation. */
  public static final int FUSE_FIRST = 1;

  /** Value of {@link #fuse}: second command of a fused operation. */
  public static final int FUSE_SECOND = 2;

  /** Value of {@link #psdt}: PRPs are used. */
  public static final int PSDT_PRP = 0;

  /** Value of {@link #psdt}: SGLs, metadata pointer is one contiguous buffer; all of fabrics. */
  public static final int PSDT_SGL = 1;

  /** Value of {@link #psdt}: SGLs, metadata pointer is an SGL segment. */
  public static final int PSDT_SGL_METADATA_SGL = 2;

  /** The NSID that addresses all namespaces, FFFFFFFFh, as a signed int. */
  public static final int NSID_ALL = -1;

  /** CDW12 of read and write: Force Unit Access. */
  public static final int FUA = 1 << 30;

  /** CDW12 of read and write: Limited Retry. */
  public static final int LR = 1 << 31;

  /** CDW12 of Write Zeroes: Deallocate. */
  public static final int DEAC = 1 << 25;

  /** Every field of the entry in the common command format. */
  public static final Layout LAYOUT =
      Layout.of("Submission Queue Entry", BYTES)
          .field("Opcode", OPC, 1)
          .field("Flags", FLAGS, 1)
          .field("Command Identifier", CID, 2)
          .field("Namespace Identifier", NSID, 4)
          .field("Command Dword 2", CDW2, 4)
          .field("Command Dword 3", CDW3, 4)
          .field("Metadata Pointer", MPTR, 8)
          .field("Data Pointer", DPTR, 16)
          .fields("Command Dwords 10 to 15", CDW10, 4, 6)
          .build();

  private final Sgl sgl1 = new Sgl();
  private ByteBuffer buffer;
  private int base;

  /**
   * Points this view at the 64 bytes that start at {@code offset} (an absolute index).
   *
   * @return this view
   * @throws IndexOutOfBoundsException if the buffer's limit is before the end of the entry
   */
  public Sqe wrap(ByteBuffer buffer, int offset) {
    Objects.checkFromIndexSize(offset, BYTES, buffer.limit());
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    this.base = offset;
    sgl1.wrapUnchecked(this.buffer, offset + DPTR);
    return this;
  }

  /** A view of a new zeroed heap buffer of 64 bytes, for cold paths and tests. */
  public static Sqe allocate() {
    return new Sqe().wrap(ByteBuffer.allocate(BYTES), 0);
  }

  /** The wrapped buffer. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** The absolute index of the entry in {@link #buffer}. */
  public int offset() {
    return base;
  }

  /** The opcode, 0 to 255. */
  public int opcode() {
    return buffer.get(base + OPC) & 0xFF;
  }

  /** Byte 1: fused operation in bits 1:0, PSDT in bits 7:6. */
  public int flags() {
    return buffer.get(base + FLAGS) & 0xFF;
  }

  /** The fused operation field, one of the {@code FUSE_} constants or 3 (reserved). */
  public int fuse() {
    return flags() & 0x3;
  }

  /** PRP or SGL for Data Transfer, one of the {@code PSDT_} constants or 3 (reserved). */
  public int psdt() {
    return flags() >>> 6;
  }

  /** The command identifier, 0 to 65535; opaque to a controller. */
  public int cid() {
    return buffer.getShort(base + CID) & 0xFFFF;
  }

  /** The namespace identifier, unsigned in an int; {@link #NSID_ALL} addresses all. */
  public int nsid() {
    return buffer.getInt(base + NSID);
  }

  /** Whether this is a fabrics command (opcode 7Fh). */
  public boolean isFabrics() {
    return opcode() == FabricsCommandType.OPCODE;
  }

  /** The fabrics command type, 0 to 255; meaningful if {@link #isFabrics}. */
  public int fctype() {
    return buffer.get(base + FCTYPE) & 0xFF;
  }

  /** Command dword 2. */
  public int cdw2() {
    return buffer.getInt(base + CDW2);
  }

  /** Command dword 3. */
  public int cdw3() {
    return buffer.getInt(base + CDW3);
  }

  /** The metadata pointer. */
  public long mptr() {
    return buffer.getLong(base + MPTR);
  }

  /** SGL entry 1: always the same view, re-pointed with this one. */
  public Sgl sgl1() {
    return sgl1;
  }

  /** PRP entry 1, for controllers on PCIe. */
  public long prp1() {
    return buffer.getLong(base + DPTR);
  }

  /** PRP entry 2, for controllers on PCIe. */
  public long prp2() {
    return buffer.getLong(base + PRP2);
  }

  /** Command dword 10. */
  public int cdw10() {
    return buffer.getInt(base + CDW10);
  }

  /** Command dword 11. */
  public int cdw11() {
    return buffer.getInt(base + CDW11);
  }

  /** Command dword 12. */
  public int cdw12() {
    return buffer.getInt(base + CDW12);
  }

  /** Command dword 13. */
  public int cdw13() {
    return buffer.getInt(base + CDW13);
  }

  /** Command dword 14. */
  public int cdw14() {
    return buffer.getInt(base + CDW14);
  }

  /** Command dword 15. */
  public int cdw15() {
    return buffer.getInt(base + CDW15);
  }

  /** Starting LBA of an NVM command, CDW10 and CDW11; unsigned. */
  public long slba() {
    return buffer.getLong(base + CDW10);
  }

  /** Number of Logical Blocks of an NVM command as on the wire, 0's-based, 0 to 65535. */
  public int nlb() {
    return buffer.getShort(base + CDW12) & 0xFFFF;
  }

  /** Number of Logical Blocks of an NVM command as a count, 1 to 65536. */
  public int blocks() {
    return nlb() + 1;
  }

  /** Force Unit Access of a read, write, write zeroes, compare, verify or copy command. */
  public boolean fua() {
    return (cdw12() & FUA) != 0;
  }

  /** The Deallocate bit of Write Zeroes. */
  public boolean deallocate() {
    return (cdw12() & DEAC) != 0;
  }

  /** Writes the opcode. */
  public Sqe opcode(int value) {
    buffer.put(base + OPC, (byte) value);
    return this;
  }

  /** Writes the fused operation and PSDT fields. */
  public Sqe flags(int fuse, int psdt) {
    buffer.put(base + FLAGS, (byte) (fuse & 0x3 | psdt << 6));
    return this;
  }

  /** Writes the low 16 bits as command identifier. */
  public Sqe cid(int value) {
    buffer.putShort(base + CID, (short) value);
    return this;
  }

  /** Writes the namespace identifier. */
  public Sqe nsid(int value) {
    buffer.putInt(base + NSID, value);
    return this;
  }

  /** Writes the fabrics command type and the opcode 7Fh; the rest of the NSID dword becomes 0. */
  public Sqe fctype(int value) {
    buffer.put(base + OPC, (byte) FabricsCommandType.OPCODE);
    buffer.putInt(base + FCTYPE, value & 0xFF);
    return this;
  }

  /** Writes command dword 2. */
  public Sqe cdw2(int value) {
    buffer.putInt(base + CDW2, value);
    return this;
  }

  /** Writes command dword 3. */
  public Sqe cdw3(int value) {
    buffer.putInt(base + CDW3, value);
    return this;
  }

  /** Writes the metadata pointer. */
  public Sqe mptr(long value) {
    buffer.putLong(base + MPTR, value);
    return this;
  }

  /** Writes both PRP entries. */
  public Sqe prp(long prp1, long prp2) {
    buffer.putLong(base + DPTR, prp1);
    buffer.putLong(base + PRP2, prp2);
    return this;
  }

  /** Writes command dword 10. */
  public Sqe cdw10(int value) {
    buffer.putInt(base + CDW10, value);
    return this;
  }

  /** Writes command dword 11. */
  public Sqe cdw11(int value) {
    buffer.putInt(base + CDW11, value);
    return this;
  }

  /** Writes command dword 12. */
  public Sqe cdw12(int value) {
    buffer.putInt(base + CDW12, value);
    return this;
  }

  /** Writes command dword 13. */
  public Sqe cdw13(int value) {
    buffer.putInt(base + CDW13, value);
    return this;
  }

  /** Writes command dword 14. */
  public Sqe cdw14(int value) {
    buffer.putInt(base + CDW14, value);
    return this;
  }

  /** Writes command dword 15. */
  public Sqe cdw15(int value) {
    buffer.putInt(base + CDW15, value);
    return this;
  }

  /** Writes the starting LBA. */
  public Sqe slba(long value) {
    buffer.putLong(base + CDW10, value);
    return this;
  }

  /** Writes the number of blocks, 1 to 65536, as 0's-based field; the rest of CDW12 stays. */
  public Sqe blocks(int count) {
    if (count < 1 || count > 0x1_0000) {
      throw new IllegalArgumentException("blocks " + count + " is not in 1 to 65536");
    }
    buffer.putShort(base + CDW12, (short) (count - 1));
    return this;
  }

  /** Zeroes all 64 bytes. */
  public Sqe clear() {
    for (int i = 0; i < BYTES; i += Long.BYTES) {
      buffer.putLong(base + i, 0);
    }
    return this;
  }

  /** Copies all 64 bytes from {@code source} over this entry. */
  public Sqe copyFrom(Sqe source) {
    buffer.put(base, source.buffer, source.base, BYTES);
    return this;
  }

  /** Copies all 64 bytes to {@code target} at the absolute index {@code offset}. */
  public void copyTo(ByteBuffer target, int offset) {
    target.put(offset, buffer, base, BYTES);
  }
}
