package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * NVM Set Attributes Entry, 128 bytes of the {@link NvmSetList} (NVMe Base 2.1, 5.1.13, CNS 04h).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class NvmSet extends Structure {
  /** Size on the wire. */
  public static final int BYTES = 128;

  private static final Layout.Builder FIELDS = Layout.of("NVM Set Attributes Entry", BYTES);

  public static final Layout.Field NSETID = FIELDS.add("NSETID", 0, 2);
  public static final Layout.Field ENDGID = FIELDS.add("ENDGID", 2, 2);
  public static final Layout.Field RR4KT = FIELDS.add("RR4KT", 8, 4);
  public static final Layout.Field OWS = FIELDS.add("OWS", 12, 4);
  public static final Layout.Field TNSETCAP = FIELDS.add("TNSETCAP", 16, 16);
  public static final Layout.Field UNSETCAP = FIELDS.add("UNSETCAP", 32, 16);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(4, 4).reserved(48, 80).build();

  private NvmSet(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 128 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static NvmSet decode(ByteBuffer source) {
    return new NvmSet(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<NvmSet> builder() {
    return new Builder<>(LAYOUT, NvmSet::decode);
  }
}
