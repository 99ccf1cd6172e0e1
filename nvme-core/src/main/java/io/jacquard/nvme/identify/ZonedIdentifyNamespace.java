package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * I/O Command Set Specific Identify Namespace of the Zoned Namespace command set, CNS 05h with CSI
 * 02h, 4096 bytes (Zoned Namespace Command Set 1.1, 4.1.5.1).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class ZonedIdentifyNamespace extends Structure {
  private static final int FORMATS = 2816;
  private static final int FORMAT_BYTES = 16;
  private static final int MAX_FORMATS = 64;

  private static final Layout.Builder FIELDS =
      Layout.of("Zoned Namespace Command Set Identify Namespace", 4096);

  public static final Layout.Field ZOC = FIELDS.add("ZOC", 0, 2);
  public static final Layout.Field OZCS = FIELDS.add("OZCS", 2, 2);
  public static final Layout.Field MAR = FIELDS.add("MAR", 4, 4);
  public static final Layout.Field MOR = FIELDS.add("MOR", 8, 4);
  public static final Layout.Field RRL = FIELDS.add("RRL", 12, 4);
  public static final Layout.Field FRL = FIELDS.add("FRL", 16, 4);
  public static final Layout.Field RRL1 = FIELDS.add("RRL1", 20, 4);
  public static final Layout.Field RRL2 = FIELDS.add("RRL2", 24, 4);
  public static final Layout.Field RRL3 = FIELDS.add("RRL3", 28, 4);
  public static final Layout.Field FRL1 = FIELDS.add("FRL1", 32, 4);
  public static final Layout.Field FRL2 = FIELDS.add("FRL2", 36, 4);
  public static final Layout.Field FRL3 = FIELDS.add("FRL3", 40, 4);
  public static final Layout.Field NUMZRWA = FIELDS.add("NUMZRWA", 44, 4);
  public static final Layout.Field ZRWAFG = FIELDS.add("ZRWAFG", 48, 2);
  public static final Layout.Field ZRWASZ = FIELDS.add("ZRWASZ", 50, 2);
  public static final Layout.Field ZRWACAP = FIELDS.add("ZRWACAP", 52, 1);

  private static final Layout.Field[] ZSZE = new Layout.Field[MAX_FORMATS];
  private static final Layout.Field[] ZDES = new Layout.Field[MAX_FORMATS];

  /** ZOC: Variable Zone Capacity. */
  public static final int ZOC_VARIABLE_CAPACITY = 1;

  /** ZOC: Zone Active Excursions. */
  public static final int ZOC_ACTIVE_EXCURSIONS = 1 << 1;

  /** OZCS: Read Across Zone Boundaries. */
  public static final int OZCS_READ_ACROSS_ZONES = 1;

  /** OZCS: Zone Random Write Area. */
  public static final int OZCS_RANDOM_WRITE_AREA = 1 << 1;

  /** MAR and MOR: there is no limit. */
  public static final int NO_LIMIT = -1;

  /** Bytes that one unit of ZDES stands for. */
  public static final int EXTENSION_UNIT = 64;

  /** Every field. */
  public static final Layout LAYOUT = declare();

  private ZonedIdentifyNamespace(ByteBuffer source) {
    super(LAYOUT, source);
  }

  private static Layout declare() {
    for (int i = 0; i < MAX_FORMATS; i++) {
      int at = FORMATS + i * FORMAT_BYTES;
      ZSZE[i] = FIELDS.add("LBAFE " + i + " ZSZE", at, 8);
      ZDES[i] = FIELDS.add("LBAFE " + i + " ZDES", at + 8, 1);
      FIELDS.reserved(at + 9, 7);
    }
    return FIELDS.reserved(53, FORMATS - 53).field("VS", 3840, 256).build();
  }

  /** Zone Size of an LBA format, in blocks. */
  public static Layout.Field zoneSize(int format) {
    return ZSZE[format];
  }

  /** Zone Descriptor Extension Size of an LBA format, in units of 64 bytes. */
  public static Layout.Field extensionSize(int format) {
    return ZDES[format];
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static ZonedIdentifyNamespace decode(ByteBuffer source) {
    return new ZonedIdentifyNamespace(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<ZonedIdentifyNamespace> builder() {
    return new Builder<>(LAYOUT, ZonedIdentifyNamespace::decode);
  }
}
