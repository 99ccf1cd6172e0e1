package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Feature Identifiers Supported and Effects log, LID 12h, 1024 bytes (NVMe Base 2.1, 5.1.12).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class FeatureEffectsLog extends Structure {
  private static final Layout.Builder FIELDS =
      Layout.of("Feature Identifiers Supported and Effects Log", 1024);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.fields("FIDS", 0, 4, 256).build();

  /** The feature is supported (FSUPP). */
  public static final int SUPPORTED = 1;

  /** Setting it may change user data (UDCC). */
  public static final int CONTENT_CHANGE = 1 << 1;

  /** Setting it may change the capabilities of a namespace (NCC). */
  public static final int NAMESPACE_CAPABILITY_CHANGE = 1 << 2;

  /** Setting it may add or remove namespaces (NIC). */
  public static final int NAMESPACE_INVENTORY_CHANGE = 1 << 3;

  /** Setting it may change the capabilities of the controller (CCC). */
  public static final int CONTROLLER_CAPABILITY_CHANGE = 1 << 4;

  /** It belongs to a namespace (FSP). */
  public static final int SCOPE_NAMESPACE = 1 << 20;

  /** It belongs to a controller (FSP). */
  public static final int SCOPE_CONTROLLER = 1 << 21;

  /** It belongs to the subsystem (FSP). */
  public static final int SCOPE_SUBSYSTEM = 1 << 25;

  private FeatureEffectsLog(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 1024 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static FeatureEffectsLog decode(ByteBuffer source) {
    return new FeatureEffectsLog(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<FeatureEffectsLog> builder() {
    return new Builder<>(LAYOUT, FeatureEffectsLog::decode);
  }

  /**
   * The field of a feature, for {@link #get} and the builder.
   *
   * @param fid 0 to 255
   */
  public static Layout.Field feature(int fid) {
    return LAYOUT.fields().get(Objects.checkIndex(fid, 256));
  }
}
