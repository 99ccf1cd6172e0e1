package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * SMART / Health Information log, LID 02h, 512 bytes (NVMe Base 2.1, 5.1.12). Temperatures are in
 * kelvins, data units in thousands of 512 bytes rounded up, busy time in minutes.
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class SmartHealthLog extends Structure {
  private static final int TEMPERATURE_SENSORS = 200;
  private static final Layout.Builder FIELDS = Layout.of("SMART / Health Information Log", 512);

  public static final Layout.Field CW = FIELDS.add("CW", 0, 1);
  public static final Layout.Field CTEMP = FIELDS.add("CTEMP", 1, 2);
  public static final Layout.Field AVSP = FIELDS.add("AVSP", 3, 1);
  public static final Layout.Field AVSPT = FIELDS.add("AVSPT", 4, 1);
  public static final Layout.Field PUSED = FIELDS.add("PUSED", 5, 1);
  public static final Layout.Field EGCWS = FIELDS.add("EGCWS", 6, 1);
  public static final Layout.Field DUR = FIELDS.add("DUR", 32, 16);
  public static final Layout.Field DUW = FIELDS.add("DUW", 48, 16);
  public static final Layout.Field HRC = FIELDS.add("HRC", 64, 16);
  public static final Layout.Field HWC = FIELDS.add("HWC", 80, 16);
  public static final Layout.Field CBT = FIELDS.add("CBT", 96, 16);
  public static final Layout.Field PWRC = FIELDS.add("PWRC", 112, 16);
  public static final Layout.Field POH = FIELDS.add("POH", 128, 16);
  public static final Layout.Field UPL = FIELDS.add("UPL", 144, 16);
  public static final Layout.Field MDIE = FIELDS.add("MDIE", 160, 16);
  public static final Layout.Field NEILE = FIELDS.add("NEILE", 176, 16);
  public static final Layout.Field WCTT = FIELDS.add("WCTT", 192, 4);
  public static final Layout.Field CCTT = FIELDS.add("CCTT", 196, 4);
  public static final Layout.Field TMT1TC = FIELDS.add("TMT1TC", 216, 4);
  public static final Layout.Field TMT2TC = FIELDS.add("TMT2TC", 220, 4);
  public static final Layout.Field TTTMT1 = FIELDS.add("TTTMT1", 224, 4);
  public static final Layout.Field TTTMT2 = FIELDS.add("TTTMT2", 228, 4);

  /** Every field. */
  public static final Layout LAYOUT =
      FIELDS.reserved(7, 25).fields("TSEN", 200, 2, 8).reserved(232, 280).build();

  private SmartHealthLog(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 512 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static SmartHealthLog decode(ByteBuffer source) {
    return new SmartHealthLog(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<SmartHealthLog> builder() {
    return new Builder<>(LAYOUT, SmartHealthLog::decode);
  }

  /**
   * The field of a temperature sensor.
   *
   * @param number 1 to 8
   */
  public static Layout.Field temperatureSensor(int number) {
    return LAYOUT
        .fieldAt(TEMPERATURE_SENSORS + 2 * Objects.checkIndex(number - 1, 8))
        .orElseThrow();
  }
}
