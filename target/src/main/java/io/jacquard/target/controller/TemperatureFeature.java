package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;

/**
 * Temperature Threshold (NVMe Base 2.1, 5.1.25.1.3): an over and an under threshold of the
 * composite temperature, in kelvins. Software has no temperature: it is that of a room, always, so
 * that only thresholds change what hosts see.
 */
final class TemperatureFeature implements Feature {
  /** Composite temperature in kelvins, 25 °C; tools show 0 K as -273 °C. */
  static final int COMPOSITE = 298;

  /** TMPTH, bits 15:0 of dword 11. */
  private static final int THRESHOLD = 0xFFFF;

  private static final int SENSOR_SHIFT = 16;
  private static final int TYPE_SHIFT = 20;
  private static final int COMPOSITE_SENSOR = 0;
  private static final int ALL_SENSORS = 0xF;
  private static final int OVER = 0;
  private static final int UNDER = 1;

  private final Runnable onCrossed;
  private int over;
  private int under;

  /**
   * Thresholds that are not crossed.
   *
   * @param onCrossed told when a threshold is set that the temperature is beyond
   */
  TemperatureFeature(Runnable onCrossed) {
    this.onCrossed = onCrossed;
    reset();
  }

  /** Whether the temperature is at or beyond a threshold. */
  boolean isCrossed() {
    return COMPOSITE >= over || COMPOSITE <= under;
  }

  /** THSEL, bits 21:20. */
  private static int type(int dword11) {
    return dword11 >>> TYPE_SHIFT & 0x3;
  }

  @Override
  public boolean has(int dword11) {
    int sensor = dword11 >>> SENSOR_SHIFT & 0xF;
    return type(dword11) <= UNDER && (sensor == COMPOSITE_SENSOR || sensor == ALL_SENSORS);
  }

  @Override
  public int current(int dword11) {
    return type(dword11) == OVER ? over : under;
  }

  @Override
  public int initial(int dword11) {
    return type(dword11) == OVER ? IoControllerIdentity.WARNING_TEMPERATURE : 0;
  }

  @Override
  public Outcome set(Command command) {
    int dword11 = command.sqe().cdw11();
    if (!has(dword11)) {
      return Outcome.INVALID;
    }
    if (type(dword11) == OVER) {
      over = dword11 & THRESHOLD;
    } else {
      under = dword11 & THRESHOLD;
    }
    if (isCrossed()) {
      onCrossed.run();
    }
    return Outcome.DONE;
  }

  @Override
  public void reset() {
    over = initial(OVER << TYPE_SHIFT);
    under = initial(UNDER << TYPE_SHIFT);
  }
}
