package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;

/**
 * I/O Command Set Independent Identify Namespace data structure, CNS 08h, 4096 bytes (NVMe Base
 * 2.1, 5.1.13.2.8).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class IndependentIdentifyNamespace extends Structure {
  private static final Layout.Builder FIELDS =
      Layout.of("I/O Command Set Independent Identify Namespace", 4096);

  public static final Layout.Field NSFEAT = FIELDS.add("NSFEAT", 0, 1);
  public static final Layout.Field NMIC = FIELDS.add("NMIC", 1, 1);
  public static final Layout.Field RESCAP = FIELDS.add("RESCAP", 2, 1);
  public static final Layout.Field FPI = FIELDS.add("FPI", 3, 1);
  public static final Layout.Field ANAGRPID = FIELDS.add("ANAGRPID", 4, 4);
  public static final Layout.Field NSATTR = FIELDS.add("NSATTR", 8, 1);
  public static final Layout.Field NVMSETID = FIELDS.add("NVMSETID", 10, 2);
  public static final Layout.Field ENDGID = FIELDS.add("ENDGID", 12, 2);
  public static final Layout.Field NSTAT = FIELDS.add("NSTAT", 14, 1);
  public static final Layout.Field KPIOS = FIELDS.add("KPIOS", 15, 1);
  public static final Layout.Field MAXKT = FIELDS.add("MAXKT", 16, 2);
  public static final Layout.Field RGRPID = FIELDS.add("RGRPID", 20, 4);

  /** Every field. */
  public static final Layout LAYOUT =
      FIELDS.reserved(9, 1).reserved(18, 2).reserved(24, 4072).build();

  /** NSTAT: the namespace is ready. */
  public static final int NSTAT_READY = 1;

  /** NSFEAT: NGUID and EUI64 are never used again. */
  public static final int NSFEAT_ID_NOT_REUSED = 1 << 3;

  /** NMIC: several controllers may be attached. */
  public static final int NMIC_SHARED = 1;

  /** NSATTR: the namespace is write protected. */
  public static final int NSATTR_WRITE_PROTECTED = 1;

  private IndependentIdentifyNamespace(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static IndependentIdentifyNamespace decode(ByteBuffer source) {
    return new IndependentIdentifyNamespace(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<IndependentIdentifyNamespace> builder() {
    return new Builder<>(LAYOUT, IndependentIdentifyNamespace::decode);
  }
}
