package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * I/O Command Set Specific Identify Namespace of the NVM command set, CNS 05h with CSI 00h, 4096
 * bytes (NVM Command Set 1.1, 4.1.5.3).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class NvmIdentifyNamespace extends Structure {
  private static final Layout.Builder FIELDS =
      Layout.of("NVM Command Set Identify Namespace", 4096);

  public static final Layout.Field LBSTM = FIELDS.add("LBSTM", 0, 8);
  public static final Layout.Field PIC = FIELDS.add("PIC", 8, 1);
  public static final Layout.Field PIFA = FIELDS.add("PIFA", 9, 1);
  public static final Layout.Field NPDGL = FIELDS.add("NPDGL", 268, 4);
  public static final Layout.Field NPRG = FIELDS.add("NPRG", 272, 4);
  public static final Layout.Field NPRA = FIELDS.add("NPRA", 276, 4);
  public static final Layout.Field NORS = FIELDS.add("NORS", 280, 4);
  public static final Layout.Field NPDAL = FIELDS.add("NPDAL", 284, 4);
  public static final Layout.Field LBAPSS = FIELDS.add("LBAPSS", 288, 4);
  public static final Layout.Field TLBAAG = FIELDS.add("TLBAAG", 292, 4);

  /** Every field. */
  public static final Layout LAYOUT =
      FIELDS.reserved(10, 2).fields("ELBAF", 12, 4, 64).reserved(296, 3800).build();

  private NvmIdentifyNamespace(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static NvmIdentifyNamespace decode(ByteBuffer source) {
    return new NvmIdentifyNamespace(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<NvmIdentifyNamespace> builder() {
    return new Builder<>(LAYOUT, NvmIdentifyNamespace::decode);
  }
}
