package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;

/** What the submission queue entries of all fabrics commands have in common. */
final class FabricsEntry {
  private FabricsEntry() {}

  /** Zeroes the entry and writes what every fabrics command starts with. */
  static Sqe begin(Sqe sqe, int fctype) {
    return sqe.clear().flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).fctype(fctype);
  }

  /** Bytes 0 to 39 of a command with data. */
  static Layout.Builder withData(String name) {
    return common(name).reserved(5, 19).field("SGL1", Sqe.DPTR, 16);
  }

  /** Bytes 0 to 39 of a command without data. */
  static Layout.Builder withoutData(String name) {
    return common(name).reserved(5, 35);
  }

  private static Layout.Builder common(String name) {
    return Layout.of(name, Sqe.BYTES)
        .field("OPC", Sqe.OPC, 1)
        .field("PSDT", Sqe.FLAGS, 1)
        .field("CID", Sqe.CID, 2)
        .field("FCTYPE", Sqe.FCTYPE, 1);
  }

  static int byteAt(Sqe sqe, int offset) {
    return sqe.buffer().get(sqe.offset() + offset) & 0xFF;
  }

  static int shortAt(Sqe sqe, int offset) {
    return sqe.buffer().getShort(sqe.offset() + offset) & 0xFFFF;
  }

  static int intAt(Sqe sqe, int offset) {
    return sqe.buffer().getInt(sqe.offset() + offset);
  }

  static void check(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " " + value + " is not in 0 to " + max);
    }
  }
}
