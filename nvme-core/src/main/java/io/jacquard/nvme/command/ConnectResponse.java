package io.jacquard.nvme.command;

/**
 * Dword 0 of the completion of a successful Connect (NVMe Base 2.1, 6.3, Figure "Connect
 * Response").
 *
 * @param cntlid the Controller ID the host now talks to, 0 to FFFFh
 * @param authenticationRequired ATR: in-band authentication must follow
 * @param secureChannelRequired ASCR: authentication and secure channel concatenation must follow
 */
public record ConnectResponse(
    int cntlid, boolean authenticationRequired, boolean secureChannelRequired) {
  private static final int ATR = 1 << 17;
  private static final int ASCR = 1 << 18;

  /** Checks that the Controller ID fits its field. */
  public ConnectResponse {
    FabricsEntry.check("CNTLID", cntlid, 0xFFFF);
  }

  /** The response of a controller that demands no authentication. */
  public static ConnectResponse of(int cntlid) {
    return new ConnectResponse(cntlid, false, false);
  }

  /** Reads dword 0. */
  public static ConnectResponse decode(int dw0) {
    return new ConnectResponse(dw0 & 0xFFFF, (dw0 & ATR) != 0, (dw0 & ASCR) != 0);
  }

  /** Dword 0. */
  public int dw0() {
    return cntlid | (authenticationRequired ? ATR : 0) | (secureChannelRequired ? ASCR : 0);
  }
}
