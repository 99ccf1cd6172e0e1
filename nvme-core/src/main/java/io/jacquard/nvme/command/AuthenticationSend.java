package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;

/**
 * Authentication Send: sends an authentication message to the controller (NVMe Base 2.1, 6.2
 * "Authentication Send Command and Response").
 *
 * @param secp Security Protocol, E9h for NVMe in-band authentication
 * @param spsp1 Security Protocol Specific 1
 * @param spsp0 Security Protocol Specific 0
 * @param tl Transfer Length in bytes, 0 to 2^32 - 1
 */
public record AuthenticationSend(int secp, int spsp1, int spsp0, long tl)
    implements FabricsCommand {
  /** Security protocol of NVMe in-band authentication. */
  public static final int SECP_NVME = 0xE9;

  /** Byte offset of Security Protocol Specific 0. */
  public static final int SPSP0 = 41;

  /** Byte offset of Security Protocol Specific 1. */
  public static final int SPSP1 = 42;

  /** Byte offset of the Security Protocol. */
  public static final int SECP = 43;

  /** Byte offset of the Transfer Length, 32 bits. */
  public static final int TL = 44;

  /** Every field of the submission queue entry. */
  public static final Layout LAYOUT =
      FabricsEntry.withData("Authentication Send Command")
          .reserved(40, 1)
          .field("SPSP0", SPSP0, 1)
          .field("SPSP1", SPSP1, 1)
          .field("SECP", SECP, 1)
          .field("TL", TL, 4)
          .reserved(48, 16)
          .build();

  /** Checks that every value fits its field. */
  public AuthenticationSend {
    FabricsEntry.check("SECP", secp, 0xFF);
    FabricsEntry.check("SPSP1", spsp1, 0xFF);
    FabricsEntry.check("SPSP0", spsp0, 0xFF);
    FabricsEntry.check("TL", tl, 0xFFFF_FFFFL);
  }

  /** A message of NVMe in-band authentication. */
  public static AuthenticationSend ofNvme(long tl) {
    return new AuthenticationSend(SECP_NVME, 1, 1, tl);
  }

  static AuthenticationSend decode(Sqe sqe) {
    return new AuthenticationSend(
        FabricsEntry.byteAt(sqe, SECP),
        FabricsEntry.byteAt(sqe, SPSP1),
        FabricsEntry.byteAt(sqe, SPSP0),
        FabricsEntry.intAt(sqe, TL) & 0xFFFF_FFFFL);
  }

  @Override
  public int fctype() {
    return FabricsCommandType.AUTHENTICATION_SEND;
  }

  @Override
  public void encode(Sqe sqe) {
    FabricsEntry.begin(sqe, fctype()).cdw10(spsp0 << 8 | spsp1 << 16 | secp << 24).cdw11((int) tl);
  }
}
