package io.jacquard.nvme.discovery;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * The first 1024 bytes of the discovery log page, LID 70h (NVMe Base 2.1, 5.1.12, Figure "Discovery
 * Log Page").
 */
public final class DiscoveryLogHeader extends Structure {
  /** Size on the wire. */
  public static final int BYTES = 1024;

  private static final Layout.Builder FIELDS = Layout.of("Discovery Log Page Header", BYTES);

  /** Generation Counter: another value after each change of the log. */
  public static final Layout.Field GENCTR = FIELDS.add("GENCTR", 0, 8);

  /** Number of Records, that is entries. */
  public static final Layout.Field NUMREC = FIELDS.add("NUMREC", 8, 8);

  /** Record Format, 0. */
  public static final Layout.Field RECFMT = FIELDS.add("RECFMT", 16, 2);

  /** Discovery Log Page Flags. */
  public static final Layout.Field DLPF = FIELDS.add("DLPF", 18, 1);

  /** Total Discovery Log Page Length in bytes, for extended entries. */
  public static final Layout.Field TDLPL = FIELDS.add("TDLPL", 20, 4);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(19, 1).reserved(24, 1000).build();

  private DiscoveryLogHeader(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 1024 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes or the record format is not 0
   */
  public static DiscoveryLogHeader decode(ByteBuffer source) {
    DiscoveryLogHeader header = new DiscoveryLogHeader(source);
    if (header.get(RECFMT) != 0) {
      throw new MalformedException(
          LAYOUT.name(), RECFMT.name(), RECFMT.offset(), "is " + header.get(RECFMT) + ", not 0");
    }
    return header;
  }

  /** Starts with all bytes zero. */
  public static Builder<DiscoveryLogHeader> builder() {
    return new Builder<>(LAYOUT, DiscoveryLogHeader::decode);
  }

  /** Generation Counter. */
  public long genctr() {
    return get(GENCTR);
  }

  /** Number of Records, unsigned. */
  public long numrec() {
    return get(NUMREC);
  }
}
