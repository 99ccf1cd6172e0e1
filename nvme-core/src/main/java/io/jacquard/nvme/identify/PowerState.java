package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * Power State Descriptor, 32 bytes of Identify Controller (NVMe Base 2.1, 5.1.13).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class PowerState extends Structure {
  private static final Layout.Builder FIELDS = Layout.of("Power State Descriptor", 32);

  public static final Layout.Field MP = FIELDS.add("MP", 0, 2);
  public static final Layout.Field FLAGS = FIELDS.add("FLAGS", 3, 1);
  public static final Layout.Field ENLAT = FIELDS.add("ENLAT", 4, 4);
  public static final Layout.Field EXLAT = FIELDS.add("EXLAT", 8, 4);
  public static final Layout.Field RRT = FIELDS.add("RRT", 12, 1);
  public static final Layout.Field RRL = FIELDS.add("RRL", 13, 1);
  public static final Layout.Field RWT = FIELDS.add("RWT", 14, 1);
  public static final Layout.Field RWL = FIELDS.add("RWL", 15, 1);
  public static final Layout.Field IDLP = FIELDS.add("IDLP", 16, 2);
  public static final Layout.Field IPS = FIELDS.add("IPS", 18, 1);
  public static final Layout.Field ACTP = FIELDS.add("ACTP", 20, 2);
  public static final Layout.Field APW_APS = FIELDS.add("APW_APS", 22, 1);
  public static final Layout.Field EPFRT = FIELDS.add("EPFRT", 23, 1);
  public static final Layout.Field FQVT = FIELDS.add("FQVT", 24, 1);
  public static final Layout.Field EPFVT = FIELDS.add("EPFVT", 25, 1);
  public static final Layout.Field TIME_SCALES = FIELDS.add("TIME_SCALES", 26, 1);
  public static final Layout.Field EPFVTS = FIELDS.add("EPFVTS", 27, 1);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(2, 1).reserved(19, 1).reserved(28, 4).build();

  private PowerState(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 32 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static PowerState decode(ByteBuffer source) {
    return new PowerState(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<PowerState> builder() {
    return new Builder<>(LAYOUT, PowerState::decode);
  }
}
