package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Sqe;

/**
 * Get Log Page (NVMe Base 2.1, 5.1.12 "Get Log Page command"): the fields of its submission queue
 * entry.
 *
 * @param nsid namespace identifier, unsigned
 * @param lid Log Page Identifier, 0 to 255
 * @param lsp Log Specific Field, 0 to 127
 * @param retainEvent Retain Asynchronous Event (RAE): reading does not clear the event
 * @param length bytes to read, a multiple of 4 from 4 to 2^34; the wire has dwords, 0's-based
 * @param lsi Log Specific Identifier, 0 to FFFFh
 * @param offset bytes into the log page, or an index if {@code indexOffset}; unsigned
 * @param indexOffset Offset Type (OT)
 * @param uuidIndex 0 to 127
 * @param csi Command Set Identifier, 0 to 255
 */
public record GetLogPage(
    int nsid,
    int lid,
    int lsp,
    boolean retainEvent,
    long length,
    int lsi,
    long offset,
    boolean indexOffset,
    int uuidIndex,
    int csi) {
  private static final int RAE = 1 << 15;
  private static final int OT = 1 << 23;

  /** Checks that every value fits its field. */
  public GetLogPage {
    FabricsEntry.check("LID", lid, 0xFF);
    FabricsEntry.check("LSP", lsp, 0x7F);
    FabricsEntry.check("LSI", lsi, 0xFFFF);
    FabricsEntry.check("UUID index", uuidIndex, 0x7F);
    FabricsEntry.check("CSI", csi, 0xFF);
    if (length < 4 || length > 1L << 34 || length % 4 != 0) {
      throw new IllegalArgumentException(
          "log page length " + length + " is not a multiple of 4 from 4 to 2^34");
    }
  }

  /** Reads {@code length} bytes from {@code offset} of a log page of the whole controller. */
  public static GetLogPage of(int lid, long offset, long length) {
    return new GetLogPage(Sqe.NSID_ALL, lid, 0, false, length, 0, offset, false, 0, 0);
  }

  /** Reads an entry whose opcode is Get Log Page; reserved bits are ignored. */
  public static GetLogPage decode(Sqe sqe) {
    long numd = sqe.cdw10() >>> 16 | (sqe.cdw11() & 0xFFFFL) << 16;
    return new GetLogPage(
        sqe.nsid(),
        sqe.cdw10() & 0xFF,
        sqe.cdw10() >>> 8 & 0x7F,
        (sqe.cdw10() & RAE) != 0,
        (numd + 1) * 4,
        sqe.cdw11() >>> 16,
        sqe.cdw12() & 0xFFFF_FFFFL | (long) sqe.cdw13() << 32,
        (sqe.cdw14() & OT) != 0,
        sqe.cdw14() & 0x7F,
        sqe.cdw14() >>> 24);
  }

  /**
   * Writes the whole entry with PSDT for SGLs; the rest becomes 0. The caller then sets command
   * identifier and SGL 1.
   */
  public void encode(Sqe sqe) {
    long numd = length / 4 - 1;
    sqe.clear()
        .opcode(AdminOpcode.GET_LOG_PAGE)
        .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
        .nsid(nsid)
        .cdw10(lid | lsp << 8 | (retainEvent ? RAE : 0) | (int) numd << 16)
        .cdw11((int) (numd >>> 16) | lsi << 16)
        .cdw12((int) offset)
        .cdw13((int) (offset >>> 32))
        .cdw14(uuidIndex | (indexOffset ? OT : 0) | csi << 24);
  }
}
