package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Commands Supported and Effects log, LID 05h, 4096 bytes (NVMe Base 2.1, 5.1.12).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class CommandEffectsLog extends Structure {
  private static final Layout.Builder FIELDS =
      Layout.of("Commands Supported and Effects Log", 4096);

  /** Every field. */
  public static final Layout LAYOUT =
      FIELDS.fields("ACS", 0, 4, 256).fields("IOCS", 1024, 4, 256).reserved(2048, 2048).build();

  /** The command is supported (CSUPP). */
  public static final int SUPPORTED = 1;

  /** It may change user data (LBCC). */
  public static final int CONTENT_CHANGE = 1 << 1;

  /** It may change the capabilities of a namespace (NCC). */
  public static final int NAMESPACE_CAPABILITY_CHANGE = 1 << 2;

  /** It may add or remove namespaces (NIC). */
  public static final int NAMESPACE_INVENTORY_CHANGE = 1 << 3;

  /** It may change the capabilities of the controller (CCC). */
  public static final int CONTROLLER_CAPABILITY_CHANGE = 1 << 4;

  private CommandEffectsLog(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static CommandEffectsLog decode(ByteBuffer source) {
    return new CommandEffectsLog(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<CommandEffectsLog> builder() {
    return new Builder<>(LAYOUT, CommandEffectsLog::decode);
  }

  /**
   * The field of an admin command, for {@link #get} and the builder.
   *
   * @param opcode 0 to 255
   */
  public static Layout.Field admin(int opcode) {
    return LAYOUT.fields().get(Objects.checkIndex(opcode, 256));
  }

  /**
   * The field of an I/O command, for {@link #get} and the builder.
   *
   * @param opcode 0 to 255
   */
  public static Layout.Field io(int opcode) {
    return LAYOUT.fields().get(256 + Objects.checkIndex(opcode, 256));
  }
}
