package io.jacquard.transport.tcp;

/**
 * Types, fields and flags of protocol data units (NVMe/TCP Transport Specification 1.1, 3.6 "PDUs":
 * 3.6.1 "PDU Structure", 3.6.2.1 "PDU Common Header" and the sections named below). Offsets are
 * bytes from the start of the PDU; all fields are little endian.
 */
public final class Pdu {
  /** Initialize Connection Request, 3.6.2.2. */
  public static final int IC_REQ = 0x00;

  /** Initialize Connection Response, 3.6.2.3. */
  public static final int IC_RESP = 0x01;

  /** Host to Controller Terminate Connection Request, 3.6.2.4. */
  public static final int H2C_TERM_REQ = 0x02;

  /** Controller to Host Terminate Connection Request, 3.6.2.5. */
  public static final int C2H_TERM_REQ = 0x03;

  /** Command Capsule, 3.6.2.6. */
  public static final int CAPSULE_CMD = 0x04;

  /** Response Capsule, 3.6.2.7. */
  public static final int CAPSULE_RESP = 0x05;

  /** Host to Controller Data Transfer, 3.6.2.8. */
  public static final int H2C_DATA = 0x06;

  /** Controller to Host Data Transfer, 3.6.2.9. */
  public static final int C2H_DATA = 0x07;

  /** Ready to Transfer, 3.6.2.10. */
  public static final int R2T = 0x09;

  /** Size of the common header, 3.6.2.1. */
  public static final int COMMON_BYTES = 8;

  /** Common header: PDU type. */
  public static final int TYPE = 0;

  /** Common header: flags. */
  public static final int FLAGS = 1;

  /** Common header: header length without digest. */
  public static final int HLEN = 2;

  /** Common header: data offset from the start of the PDU. */
  public static final int PDO = 3;

  /** Common header: length of the whole PDU, four bytes. */
  public static final int PLEN = 4;

  /** Flag: a header digest follows the header. */
  public static final int HDGSTF = 1;

  /** Flag: a data digest follows the data. */
  public static final int DDGSTF = 1 << 1;

  /** Flag of data PDUs: the last one of a transfer. */
  public static final int LAST_PDU = 1 << 2;

  /** Flag of C2HData: the command has succeeded and no response capsule follows. */
  public static final int SUCCESS = 1 << 3;

  /** Header length of ICReq and ICResp. */
  public static final int IC_BYTES = 128;

  /** ICReq, ICResp: PDU format version, two bytes; 0 is the only one. */
  public static final int PFV = 8;

  /** ICReq: host PDU data alignment; ICResp: controller PDU data alignment; 0's-based dwords. */
  public static final int PDA = 10;

  /** ICReq: digests asked for; ICResp: digests in use. */
  public static final int DGST = 11;

  /** ICReq: R2Ts the host takes at a time for one command, 0's-based, four bytes. */
  public static final int MAXR2T = 12;

  /** ICResp: most data in one H2CData PDU, four bytes, a multiple of 4. */
  public static final int MAXH2CDATA = 12;

  /** Bit of {@link #DGST}: header digest. */
  public static final int DGST_HEADER = 1;

  /** Bit of {@link #DGST}: data digest. */
  public static final int DGST_DATA = 1 << 1;

  /** Largest value of {@link #PDA}: data at multiples of 128 bytes. */
  public static final int MAX_PDA = 31;

  /** Smallest value that a controller may give for {@link #MAXH2CDATA}. */
  public static final int MIN_MAXH2CDATA = 4096;

  /** Header length of termination requests. */
  public static final int TERM_BYTES = 24;

  /** Termination requests: fatal error status, two bytes. */
  public static final int FES = 8;

  /** Termination requests: fatal error information, four bytes. */
  public static final int FEI = 10;

  /** Most bytes of the offending header in a termination request. */
  public static final int MAX_TERM_DATA = 128;

  /** Header length of a command capsule: common header and SQE. */
  public static final int CAPSULE_CMD_BYTES = 72;

  /** Command capsule: the submission queue entry. */
  public static final int SQE = 8;

  /** Header length of a response capsule: common header and CQE. */
  public static final int CAPSULE_RESP_BYTES = 24;

  /** Response capsule: the completion queue entry. */
  public static final int CQE = 8;

  /** Header length of H2CData, C2HData and R2T. */
  public static final int DATA_BYTES = 24;

  /** H2CData, C2HData, R2T: command capsule CID, two bytes. */
  public static final int CCCID = 8;

  /** H2CData, R2T: transfer tag, two bytes. */
  public static final int TTAG = 10;

  /** H2CData, C2HData: data offset within the command's data, four bytes. */
  public static final int DATAO = 12;

  /** H2CData, C2HData: data length, four bytes. */
  public static final int DATAL = 16;

  /** R2T: offset of the requested data within the command's data, four bytes. */
  public static final int R2TO = 12;

  /** R2T: length of the requested data, four bytes. */
  public static final int R2TL = 16;

  /** Size of a header digest and of a data digest. */
  public static final int DIGEST_BYTES = 4;

  /** Longest header with its digest. */
  public static final int MAX_HEADER_BYTES = IC_BYTES + DIGEST_BYTES;

  /** Data that fabrics and admin command capsules may always carry, 3.3.1 "Capsules and Data". */
  public static final int ADMIN_CAPSULE_DATA = 8192;

  private Pdu() {}

  /** Header length of a PDU type without digest; 0 if there is no such type. */
  public static int headerBytes(int type) {
    return switch (type) {
      case IC_REQ, IC_RESP -> IC_BYTES;
      case H2C_TERM_REQ, C2H_TERM_REQ -> TERM_BYTES;
      case CAPSULE_CMD -> CAPSULE_CMD_BYTES;
      case CAPSULE_RESP -> CAPSULE_RESP_BYTES;
      case H2C_DATA, C2H_DATA, R2T -> DATA_BYTES;
      default -> 0;
    };
  }

  /** Name of a PDU type for people. */
  public static String nameOf(int type) {
    return switch (type) {
      case IC_REQ -> "ICReq";
      case IC_RESP -> "ICResp";
      case H2C_TERM_REQ -> "H2CTermReq";
      case C2H_TERM_REQ -> "C2HTermReq";
      case CAPSULE_CMD -> "CapsuleCmd";
      case CAPSULE_RESP -> "CapsuleResp";
      case H2C_DATA -> "H2CData";
      case C2H_DATA -> "C2HData";
      case R2T -> "R2T";
      default -> String.format("PDU type %02xh", type);
    };
  }
}
