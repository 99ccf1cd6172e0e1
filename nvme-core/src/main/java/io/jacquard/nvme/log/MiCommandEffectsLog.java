package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * NVMe-MI Commands Supported and Effects log, LID 13h, 4096 bytes (NVMe Base 2.1, 5.1.12).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class MiCommandEffectsLog extends Structure {
  private static final Layout.Builder FIELDS =
      Layout.of("NVMe-MI Commands Supported and Effects Log", 4096);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.fields("MICS", 0, 4, 256).reserved(1024, 3072).build();

  /** The command is supported (CSUPP). */
  public static final int SUPPORTED = 1;

  private MiCommandEffectsLog(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static MiCommandEffectsLog decode(ByteBuffer source) {
    return new MiCommandEffectsLog(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<MiCommandEffectsLog> builder() {
    return new Builder<>(LAYOUT, MiCommandEffectsLog::decode);
  }

  /**
   * The field of a management interface command, for {@link #get} and the builder.
   *
   * @param opcode 0 to 255
   */
  public static Layout.Field command(int opcode) {
    return LAYOUT.fields().get(Objects.checkIndex(opcode, 256));
  }
}
