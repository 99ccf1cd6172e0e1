package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * One entry of the Error Information log, LID 01h, 64 bytes (NVMe Base 2.1, 5.1.12). An entry whose
 * Error Count is 0 is not used.
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class ErrorLogEntry extends Structure {
  private static final Layout.Builder FIELDS = Layout.of("Error Information Log Entry", 64);

  public static final Layout.Field ECNT = FIELDS.add("ECNT", 0, 8);
  public static final Layout.Field SQID = FIELDS.add("SQID", 8, 2);
  public static final Layout.Field CID = FIELDS.add("CID", 10, 2);
  public static final Layout.Field STS = FIELDS.add("STS", 12, 2);
  public static final Layout.Field PEL = FIELDS.add("PEL", 14, 2);
  public static final Layout.Field LBA = FIELDS.add("LBA", 16, 8);
  public static final Layout.Field NSID = FIELDS.add("NSID", 24, 4);
  public static final Layout.Field VSIA = FIELDS.add("VSIA", 28, 1);
  public static final Layout.Field TRTYPE = FIELDS.add("TRTYPE", 29, 1);
  public static final Layout.Field CSI = FIELDS.add("CSI", 30, 1);
  public static final Layout.Field OPC = FIELDS.add("OPC", 31, 1);
  public static final Layout.Field CSINFO = FIELDS.add("CSINFO", 32, 8);
  public static final Layout.Field TTSI = FIELDS.add("TTSI", 40, 2);
  public static final Layout.Field LPVER = FIELDS.add("LPVER", 63, 1);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(42, 21).build();

  /** PEL of an error that is no parameter's; also SQID and CID of one that is no command's. */
  public static final int NO_PARAMETER = 0xFFFF;

  private ErrorLogEntry(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 64 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static ErrorLogEntry decode(ByteBuffer source) {
    return new ErrorLogEntry(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<ErrorLogEntry> builder() {
    return new Builder<>(LAYOUT, ErrorLogEntry::decode);
  }

  /** The status of the command without the phase tag. */
  public int status() {
    return getInt(STS) >>> 1;
  }
}
