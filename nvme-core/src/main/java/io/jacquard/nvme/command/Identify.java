package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Sqe;

/**
 * Identify (NVMe Base 2.1, 5.1.13 "Identify command"): the fields of its submission queue entry.
 *
 * @param nsid namespace identifier, unsigned
 * @param cns Controller or Namespace Structure, 0 to 255
 * @param cntid Controller Identifier, 0 to FFFFh
 * @param csi Command Set Identifier, 0 to 255
 * @param cnssid CNS Specific Identifier, 0 to FFFFh
 * @param uuidIndex 0 to 127
 */
public record Identify(int nsid, int cns, int cntid, int csi, int cnssid, int uuidIndex) {
  /** Size of the data of every Identify command in bytes. */
  public static final int DATA_BYTES = 4096;

  /** Checks that every value fits its field. */
  public Identify {
    FabricsEntry.check("CNS", cns, 0xFF);
    FabricsEntry.check("CNTID", cntid, 0xFFFF);
    FabricsEntry.check("CSI", csi, 0xFF);
    FabricsEntry.check("CNSSID", cnssid, 0xFFFF);
    FabricsEntry.check("UUID index", uuidIndex, 0x7F);
  }

  /** Asks for a structure that needs a namespace at most. */
  public static Identify of(int cns, int nsid) {
    return new Identify(nsid, cns, 0, 0, 0, 0);
  }

  /** Reads an entry whose opcode is Identify; reserved bits are ignored. */
  public static Identify decode(Sqe sqe) {
    return new Identify(
        sqe.nsid(),
        sqe.cdw10() & 0xFF,
        sqe.cdw10() >>> 16,
        sqe.cdw11() >>> 24,
        sqe.cdw11() & 0xFFFF,
        sqe.cdw14() & 0x7F);
  }

  /**
   * Writes the whole entry with PSDT for SGLs; the rest becomes 0. The caller then sets command
   * identifier and SGL 1.
   */
  public void encode(Sqe sqe) {
    sqe.clear()
        .opcode(AdminOpcode.IDENTIFY)
        .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
        .nsid(nsid)
        .cdw10(cns | cntid << 16)
        .cdw11(cnssid | csi << 24)
        .cdw14(uuidIndex);
  }
}
