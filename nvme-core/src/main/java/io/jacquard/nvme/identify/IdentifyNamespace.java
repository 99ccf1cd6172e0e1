package io.jacquard.nvme.identify;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Identify Namespace data structure of the NVM command set, CNS 00h, 4096 bytes (NVM Command Set
 * 1.1, 4.1.5.1).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class IdentifyNamespace extends Structure {
  /** Number of LBA formats in the structure. */
  public static final int LBA_FORMATS = 64;

  private static final int FIRST_LBA_FORMAT = 128;
  private static final Layout.Builder FIELDS = Layout.of("Identify Namespace", 4096);

  public static final Layout.Field NSZE = FIELDS.add("NSZE", 0, 8);
  public static final Layout.Field NCAP = FIELDS.add("NCAP", 8, 8);
  public static final Layout.Field NUSE = FIELDS.add("NUSE", 16, 8);
  public static final Layout.Field NSFEAT = FIELDS.add("NSFEAT", 24, 1);
  public static final Layout.Field NLBAF = FIELDS.add("NLBAF", 25, 1);
  public static final Layout.Field FLBAS = FIELDS.add("FLBAS", 26, 1);
  public static final Layout.Field MC = FIELDS.add("MC", 27, 1);
  public static final Layout.Field DPC = FIELDS.add("DPC", 28, 1);
  public static final Layout.Field DPS = FIELDS.add("DPS", 29, 1);
  public static final Layout.Field NMIC = FIELDS.add("NMIC", 30, 1);
  public static final Layout.Field RESCAP = FIELDS.add("RESCAP", 31, 1);
  public static final Layout.Field FPI = FIELDS.add("FPI", 32, 1);
  public static final Layout.Field DLFEAT = FIELDS.add("DLFEAT", 33, 1);
  public static final Layout.Field NAWUN = FIELDS.add("NAWUN", 34, 2);
  public static final Layout.Field NAWUPF = FIELDS.add("NAWUPF", 36, 2);
  public static final Layout.Field NACWU = FIELDS.add("NACWU", 38, 2);
  public static final Layout.Field NABSN = FIELDS.add("NABSN", 40, 2);
  public static final Layout.Field NABO = FIELDS.add("NABO", 42, 2);
  public static final Layout.Field NABSPF = FIELDS.add("NABSPF", 44, 2);
  public static final Layout.Field NOIOB = FIELDS.add("NOIOB", 46, 2);
  public static final Layout.Field NVMCAP = FIELDS.add("NVMCAP", 48, 16);
  public static final Layout.Field NPWG = FIELDS.add("NPWG", 64, 2);
  public static final Layout.Field NPWA = FIELDS.add("NPWA", 66, 2);
  public static final Layout.Field NPDG = FIELDS.add("NPDG", 68, 2);
  public static final Layout.Field NPDA = FIELDS.add("NPDA", 70, 2);
  public static final Layout.Field NOWS = FIELDS.add("NOWS", 72, 2);
  public static final Layout.Field MSSRL = FIELDS.add("MSSRL", 74, 2);
  public static final Layout.Field MCL = FIELDS.add("MCL", 76, 4);
  public static final Layout.Field MSRC = FIELDS.add("MSRC", 80, 1);
  public static final Layout.Field KPIOS = FIELDS.add("KPIOS", 81, 1);
  public static final Layout.Field NULBAF = FIELDS.add("NULBAF", 82, 1);
  public static final Layout.Field KPIODAAG = FIELDS.add("KPIODAAG", 84, 4);
  public static final Layout.Field ANAGRPID = FIELDS.add("ANAGRPID", 92, 4);
  public static final Layout.Field NSATTR = FIELDS.add("NSATTR", 99, 1);
  public static final Layout.Field NVMSETID = FIELDS.add("NVMSETID", 100, 2);
  public static final Layout.Field ENDGID = FIELDS.add("ENDGID", 102, 2);
  public static final Layout.Field NGUID = FIELDS.add("NGUID", 104, 16);
  public static final Layout.Field EUI64 = FIELDS.add("EUI64", 120, 8);
  public static final Layout.Field VS = FIELDS.add("VS", 384, 3712);

  /** Every field. */
  public static final Layout LAYOUT =
      FIELDS.reserved(83, 1).reserved(88, 4).reserved(96, 3).fields("LBAF", 128, 4, 64).build();

  /** NSFEAT: thin provisioning. */
  public static final int NSFEAT_THIN = 1;

  /** NSFEAT: NAWUN, NAWUPF and NACWU are valid. */
  public static final int NSFEAT_ATOMICITY = 1 << 1;

  /** NSFEAT: Deallocated or Unwritten Logical Block error. */
  public static final int NSFEAT_DEALLOCATED_ERROR = 1 << 2;

  /** NSFEAT: NGUID and EUI64 are never used again. */
  public static final int NSFEAT_ID_NOT_REUSED = 1 << 3;

  /** NSFEAT: NPWG, NPWA, NPDG, NPDA and NOWS are valid. */
  public static final int NSFEAT_OPTIMAL_PERFORMANCE = 1 << 4;

  /** NMIC: several controllers may be attached. */
  public static final int NMIC_SHARED = 1;

  /** DLFEAT: deallocated blocks read as zeroes. */
  public static final int DLFEAT_READS_ZERO = 1;

  /** DLFEAT: Write Zeroes with Deallocate is supported. */
  public static final int DLFEAT_WRITE_ZEROES_DEALLOCATES = 1 << 3;

  /** NSATTR: the namespace is write protected. */
  public static final int NSATTR_WRITE_PROTECTED = 1;

  /** FLBAS: metadata follows the data of each block. */
  public static final int FLBAS_EXTENDED_METADATA = 1 << 4;

  private IdentifyNamespace(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static IdentifyNamespace decode(ByteBuffer source) {
    return new IdentifyNamespace(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<IdentifyNamespace> builder() {
    return new Builder<>(LAYOUT, IdentifyNamespace::decode);
  }

  /** The index of the LBA format in use, 0 to 63. */
  public int lbaFormatIndex() {
    int flbas = getInt(FLBAS);
    return flbas & 0xF | (flbas >>> 5 & 0x3) << 4;
  }

  /**
   * An LBA format.
   *
   * @param index 0 to 63
   */
  public LbaFormat lbaFormat(int index) {
    Objects.checkIndex(index, LBA_FORMATS);
    return LbaFormat.decode(bytes().getInt(FIRST_LBA_FORMAT + 4 * index));
  }

  /** The LBA format in use. */
  public LbaFormat lbaFormat() {
    return lbaFormat(lbaFormatIndex());
  }

  /** Namespace Size in logical blocks. */
  public long nsze() {
    return get(NSZE);
  }

  /** Whether there is no such active namespace: then all of the structure is zero. */
  public boolean isInactive() {
    return get(NSZE) == 0 && get(NCAP) == 0;
  }

  /** Namespace Globally Unique Identifier. */
  public Nguid nguid() {
    return Nguid.decode(bytes(), NGUID.offset());
  }

  /** IEEE Extended Unique Identifier. */
  public Eui64 eui64() {
    return Eui64.decode(bytes(), EUI64.offset());
  }

  /**
   * The field of an LBA format, for the builder.
   *
   * @param index 0 to 63
   */
  public static Layout.Field lbaf(int index) {
    return LAYOUT
        .fieldAt(FIRST_LBA_FORMAT + 4 * Objects.checkIndex(index, LBA_FORMATS))
        .orElseThrow();
  }
}
