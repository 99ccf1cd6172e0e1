package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;

/**
 * Disconnect: deletes the I/O queue on which it is sent (NVMe Base 2.1, 6.4 "Disconnect Command and
 * Response").
 *
 * @param recfmt Record Format, 0 is the only one defined
 */
public record Disconnect(int recfmt) implements FabricsCommand {
  /** Byte offset of Record Format, 16 bits. */
  public static final int RECFMT = 40;

  /** Every field of the submission queue entry. */
  public static final Layout LAYOUT =
      FabricsEntry.withoutData("Disconnect Command")
          .field("RECFMT", RECFMT, 2)
          .reserved(42, 22)
          .build();

  /** Checks that the format fits its field. */
  public Disconnect {
    FabricsEntry.check("RECFMT", recfmt, 0xFFFF);
  }

  static Disconnect decode(Sqe sqe) {
    return new Disconnect(FabricsEntry.shortAt(sqe, RECFMT));
  }

  @Override
  public int fctype() {
    return FabricsCommandType.DISCONNECT;
  }

  @Override
  public void encode(Sqe sqe) {
    FabricsEntry.begin(sqe, fctype()).cdw10(recfmt);
  }
}
