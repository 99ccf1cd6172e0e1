package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * I/O Command Set Specific Identify Controller of the Zoned Namespace command set, CNS 06h with CSI
 * 02h, 4096 bytes (Zoned Namespace Command Set 1.1, 4.1.5.2).
 */
public final class ZonedIdentifyController extends Structure {
  /** {@code CAP.MPSMIN} is 0 for pages of 4 KiB. */
  private static final int SMALLEST_PAGE_SHIFT = 12;

  /** No single transfer is larger. */
  private static final int LARGEST_SHIFT = 30;

  private static final Layout.Builder FIELDS =
      Layout.of("Zoned Namespace Command Set Identify Controller", 4096);

  /**
   * Zone Append Size Limit, the most data of a Zone Append: a power of two in units of CAP.MPSMIN;
   * 0 means that MDTS is the limit.
   */
  public static final Layout.Field ZASL = FIELDS.add("ZASL", 0, 1);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(1, 4095).build();

  private ZonedIdentifyController(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static ZonedIdentifyController decode(ByteBuffer source) {
    return new ZonedIdentifyController(source);
  }

  /**
   * The most data of a Zone Append in bytes; 0 if MDTS alone limits it.
   *
   * @param mpsmin {@code CAP.MPSMIN}
   */
  public int largestAppend(int mpsmin) {
    int zasl = getInt(ZASL);
    int shift = SMALLEST_PAGE_SHIFT + mpsmin + zasl;
    return zasl == 0 || shift > LARGEST_SHIFT ? 0 : 1 << shift;
  }

  /** Starts with all bytes zero. */
  public static Builder<ZonedIdentifyController> builder() {
    return new Builder<>(LAYOUT, ZonedIdentifyController::decode);
  }
}
