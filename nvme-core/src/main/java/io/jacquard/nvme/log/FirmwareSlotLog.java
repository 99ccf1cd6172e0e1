package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * Firmware Slot Information log, LID 03h, 512 bytes (NVMe Base 2.1, 5.1.12). AFI bits 2:0 are the
 * slot in use.
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class FirmwareSlotLog extends Structure {
  private static final Layout.Builder FIELDS = Layout.of("Firmware Slot Information Log", 512);

  public static final Layout.Field AFI = FIELDS.add("AFI", 0, 1);
  public static final Layout.Field FRS1 = FIELDS.add("FRS1", 8, 8);
  public static final Layout.Field FRS2 = FIELDS.add("FRS2", 16, 8);
  public static final Layout.Field FRS3 = FIELDS.add("FRS3", 24, 8);
  public static final Layout.Field FRS4 = FIELDS.add("FRS4", 32, 8);
  public static final Layout.Field FRS5 = FIELDS.add("FRS5", 40, 8);
  public static final Layout.Field FRS6 = FIELDS.add("FRS6", 48, 8);
  public static final Layout.Field FRS7 = FIELDS.add("FRS7", 56, 8);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(1, 7).reserved(64, 448).build();

  private FirmwareSlotLog(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 512 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static FirmwareSlotLog decode(ByteBuffer source) {
    return new FirmwareSlotLog(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<FirmwareSlotLog> builder() {
    return new Builder<>(LAYOUT, FirmwareSlotLog::decode);
  }
}
