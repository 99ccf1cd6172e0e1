package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * I/O Command Set Specific Identify Controller of the NVM command set, CNS 06h with CSI 00h, 4096
 * bytes (NVM Command Set 1.1, 4.1.5.4). Sizes are powers of two in units of CAP.MPSMIN; 0 means no
 * limit reported.
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class NvmIdentifyController extends Structure {
  private static final Layout.Builder FIELDS =
      Layout.of("NVM Command Set Identify Controller", 4096);

  public static final Layout.Field VSL = FIELDS.add("VSL", 0, 1);
  public static final Layout.Field WZSL = FIELDS.add("WZSL", 1, 1);
  public static final Layout.Field WUSL = FIELDS.add("WUSL", 2, 1);
  public static final Layout.Field DMRL = FIELDS.add("DMRL", 3, 1);
  public static final Layout.Field DMRSL = FIELDS.add("DMRSL", 4, 4);
  public static final Layout.Field DMSL = FIELDS.add("DMSL", 8, 8);
  public static final Layout.Field KPIOCAP = FIELDS.add("KPIOCAP", 16, 1);
  public static final Layout.Field WZDSL = FIELDS.add("WZDSL", 17, 1);
  public static final Layout.Field AOCS = FIELDS.add("AOCS", 18, 2);
  public static final Layout.Field VER = FIELDS.add("VER", 20, 4);
  public static final Layout.Field LBAMQF = FIELDS.add("LBAMQF", 24, 1);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(25, 4071).build();

  private NvmIdentifyController(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static NvmIdentifyController decode(ByteBuffer source) {
    return new NvmIdentifyController(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<NvmIdentifyController> builder() {
    return new Builder<>(LAYOUT, NvmIdentifyController::decode);
  }
}
