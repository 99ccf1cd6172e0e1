package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Supported Log Pages log, LID 00h, 1024 bytes (NVMe Base 2.1, 5.1.12).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class SupportedLogPagesLog extends Structure {
  private static final Layout.Builder FIELDS = Layout.of("Supported Log Pages Log", 1024);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.fields("LIDS", 0, 4, 256).build();

  /** The log page is supported (LSUPP). */
  public static final int SUPPORTED = 1;

  /** The offset may be an index (IOS). */
  public static final int INDEX_OFFSET = 1 << 1;

  private SupportedLogPagesLog(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 1024 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static SupportedLogPagesLog decode(ByteBuffer source) {
    return new SupportedLogPagesLog(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<SupportedLogPagesLog> builder() {
    return new Builder<>(LAYOUT, SupportedLogPagesLog::decode);
  }

  /**
   * The field of a log page, for {@link #get} and the builder.
   *
   * @param lid 0 to 255
   */
  public static Layout.Field page(int lid) {
    return LAYOUT.fields().get(Objects.checkIndex(lid, 256));
  }
}
