package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;

/**
 * Connect: creates a queue pair and, for queue 0, the association (NVMe Base 2.1, 6.3 "Connect
 * Command and Response"). Its data is {@link ConnectData}.
 *
 * @param recfmt Record Format, 0 is the only one defined
 * @param qid Queue ID, 0 is the admin queue
 * @param sqsize Submission Queue Size, 0's-based, 0 to 65535
 * @param cattr Connect Attributes, the {@code CATTR_} bits
 * @param kato Keep Alive Timeout in milliseconds, 0 to 2^32 - 1; 0 turns keep alive off
 */
public record Connect(int recfmt, int qid, int sqsize, int cattr, long kato)
    implements FabricsCommand {
  /** Byte offset of Record Format, 16 bits. */
  public static final int RECFMT = 40;

  /** Byte offset of Queue ID, 16 bits. */
  public static final int QID = 42;

  /** Byte offset of Submission Queue Size, 16 bits. */
  public static final int SQSIZE = 44;

  /** Byte offset of Connect Attributes, 8 bits. */
  public static final int CATTR = 46;

  /** Byte offset of Keep Alive Timeout, 32 bits. */
  public static final int KATO = 48;

  /** Bits 1:0 of the attributes: priority class, 0 is urgent. */
  public static final int CATTR_PRIORITY = 0x3;

  /** Bit 2 of the attributes: the host asks to turn SQ flow control off. */
  public static final int CATTR_DISABLE_SQ_FLOW_CONTROL = 1 << 2;

  /** Bit 3 of the attributes: the host supports deleting I/O queues one by one. */
  public static final int CATTR_INDIVIDUAL_QUEUE_DELETE = 1 << 3;

  /** Every field of the submission queue entry. */
  public static final Layout LAYOUT =
      FabricsEntry.withData("Connect Command")
          .field("RECFMT", RECFMT, 2)
          .field("QID", QID, 2)
          .field("SQSIZE", SQSIZE, 2)
          .field("CATTR", CATTR, 1)
          .reserved(47, 1)
          .field("KATO", KATO, 4)
          .reserved(52, 12)
          .build();

  /** Checks that every value fits its field. */
  public Connect {
    FabricsEntry.check("RECFMT", recfmt, 0xFFFF);
    FabricsEntry.check("QID", qid, 0xFFFF);
    FabricsEntry.check("SQSIZE", sqsize, 0xFFFF);
    FabricsEntry.check("CATTR", cattr, 0xFF);
    FabricsEntry.check("KATO", kato, 0xFFFF_FFFFL);
  }

  static Connect decode(Sqe sqe) {
    return new Connect(
        FabricsEntry.shortAt(sqe, RECFMT),
        FabricsEntry.shortAt(sqe, QID),
        FabricsEntry.shortAt(sqe, SQSIZE),
        FabricsEntry.byteAt(sqe, CATTR),
        FabricsEntry.intAt(sqe, KATO) & 0xFFFF_FFFFL);
  }

  /** Whether this asks to turn submission queue flow control off. */
  public boolean disablesSqFlowControl() {
    return (cattr & CATTR_DISABLE_SQ_FLOW_CONTROL) != 0;
  }

  /** Whether the host supports deleting I/O queues one by one. */
  public boolean individualQueueDelete() {
    return (cattr & CATTR_INDIVIDUAL_QUEUE_DELETE) != 0;
  }

  /** The queue's entries as a count, 1 to 65536. */
  public int entries() {
    return sqsize + 1;
  }

  @Override
  public int fctype() {
    return FabricsCommandType.CONNECT;
  }

  @Override
  public void encode(Sqe sqe) {
    FabricsEntry.begin(sqe, fctype())
        .cdw10(recfmt | qid << 16)
        .cdw11(sqsize | cattr << 16)
        .cdw12((int) kato);
  }
}
