package io.jacquard.nvme.feature;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/** Host Behavior Support, feature 16h: its 512 bytes of data (NVMe Base 2.1, 5.1.25). */
public final class HostBehaviorSupport extends Structure {
  private static final Layout.Builder FIELDS = Layout.of("Host Behavior Support", 512);

  /** Advanced Command Retry Enable: the host understands CRD, 0 or 1. */
  public static final Layout.Field ACRE = FIELDS.add("ACRE", 0, 1);

  /** Extended Telemetry Data Area 4 Supported, 0 or 1. */
  public static final Layout.Field ETDAS = FIELDS.add("ETDAS", 1, 1);

  /** LBA Format Extension Enable, 0 or 1. */
  public static final Layout.Field LBAFEE = FIELDS.add("LBAFEE", 2, 1);

  /** Host Dispersed Namespace Support, 0 or 1. */
  public static final Layout.Field HDISNS = FIELDS.add("HDISNS", 3, 1);

  /** Copy Descriptor Formats Enable: bit n allows format n. */
  public static final Layout.Field CDFE = FIELDS.add("CDFE", 4, 2);

  /** Every field. */
  public static final Layout LAYOUT = FIELDS.reserved(6, 506).build();

  private HostBehaviorSupport(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 512 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes or a switch is neither 0 nor 1
   */
  public static HostBehaviorSupport decode(ByteBuffer source) {
    HostBehaviorSupport value = new HostBehaviorSupport(source);
    for (Layout.Field field : new Layout.Field[] {ACRE, ETDAS, LBAFEE, HDISNS}) {
      if (value.get(field) > 1) {
        throw new MalformedException(
            LAYOUT.name(), field.name(), field.offset(), "is neither 0 nor 1");
      }
    }
    return value;
  }

  /** Starts from all zero: nothing is supported. */
  public static Builder<HostBehaviorSupport> builder() {
    return new Builder<>(LAYOUT, HostBehaviorSupport::decode);
  }
}
