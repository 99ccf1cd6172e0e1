package io.jacquard.nvme.identify;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/**
 * Identify Controller data structure, CNS 01h, 4096 bytes (NVMe Base 2.1, 5.1.13).
 *
 * <p>The {@link Layout.Field} constants have the abbreviations of the specification; {@link #get}
 * and the builder's {@code set} take them.
 */
public final class IdentifyController extends Structure {
  private static final int POWER_STATES = 2048;
  private static final Layout.Builder FIELDS = Layout.of("Identify Controller", 4096);

  public static final Layout.Field VID = FIELDS.add("VID", 0, 2);
  public static final Layout.Field SSVID = FIELDS.add("SSVID", 2, 2);
  public static final Layout.Field SN = FIELDS.add("SN", 4, 20);
  public static final Layout.Field MN = FIELDS.add("MN", 24, 40);
  public static final Layout.Field FR = FIELDS.add("FR", 64, 8);
  public static final Layout.Field RAB = FIELDS.add("RAB", 72, 1);
  public static final Layout.Field IEEE = FIELDS.add("IEEE", 73, 3);
  public static final Layout.Field CMIC = FIELDS.add("CMIC", 76, 1);
  public static final Layout.Field MDTS = FIELDS.add("MDTS", 77, 1);
  public static final Layout.Field CNTLID = FIELDS.add("CNTLID", 78, 2);
  public static final Layout.Field VER = FIELDS.add("VER", 80, 4);
  public static final Layout.Field RTD3R = FIELDS.add("RTD3R", 84, 4);
  public static final Layout.Field RTD3E = FIELDS.add("RTD3E", 88, 4);
  public static final Layout.Field OAES = FIELDS.add("OAES", 92, 4);
  public static final Layout.Field CTRATT = FIELDS.add("CTRATT", 96, 4);
  public static final Layout.Field RRLS = FIELDS.add("RRLS", 100, 2);
  public static final Layout.Field BPCAP = FIELDS.add("BPCAP", 102, 1);
  public static final Layout.Field NSSL = FIELDS.add("NSSL", 104, 4);
  public static final Layout.Field PLSI = FIELDS.add("PLSI", 110, 1);
  public static final Layout.Field CNTRLTYPE = FIELDS.add("CNTRLTYPE", 111, 1);
  public static final Layout.Field FGUID = FIELDS.add("FGUID", 112, 16);
  public static final Layout.Field CRDT1 = FIELDS.add("CRDT1", 128, 2);
  public static final Layout.Field CRDT2 = FIELDS.add("CRDT2", 130, 2);
  public static final Layout.Field CRDT3 = FIELDS.add("CRDT3", 132, 2);
  public static final Layout.Field CRCAP = FIELDS.add("CRCAP", 134, 1);
  public static final Layout.Field NVMSR = FIELDS.add("NVMSR", 253, 1);
  public static final Layout.Field VWCI = FIELDS.add("VWCI", 254, 1);
  public static final Layout.Field MEC = FIELDS.add("MEC", 255, 1);
  public static final Layout.Field OACS = FIELDS.add("OACS", 256, 2);
  public static final Layout.Field ACL = FIELDS.add("ACL", 258, 1);
  public static final Layout.Field AERL = FIELDS.add("AERL", 259, 1);
  public static final Layout.Field FRMW = FIELDS.add("FRMW", 260, 1);
  public static final Layout.Field LPA = FIELDS.add("LPA", 261, 1);
  public static final Layout.Field ELPE = FIELDS.add("ELPE", 262, 1);
  public static final Layout.Field NPSS = FIELDS.add("NPSS", 263, 1);
  public static final Layout.Field AVSCC = FIELDS.add("AVSCC", 264, 1);
  public static final Layout.Field APSTA = FIELDS.add("APSTA", 265, 1);
  public static final Layout.Field WCTEMP = FIELDS.add("WCTEMP", 266, 2);
  public static final Layout.Field CCTEMP = FIELDS.add("CCTEMP", 268, 2);
  public static final Layout.Field MTFA = FIELDS.add("MTFA", 270, 2);
  public static final Layout.Field HMPRE = FIELDS.add("HMPRE", 272, 4);
  public static final Layout.Field HMMIN = FIELDS.add("HMMIN", 276, 4);
  public static final Layout.Field TNVMCAP = FIELDS.add("TNVMCAP", 280, 16);
  public static final Layout.Field UNVMCAP = FIELDS.add("UNVMCAP", 296, 16);
  public static final Layout.Field RPMBS = FIELDS.add("RPMBS", 312, 4);
  public static final Layout.Field EDSTT = FIELDS.add("EDSTT", 316, 2);
  public static final Layout.Field DSTO = FIELDS.add("DSTO", 318, 1);
  public static final Layout.Field FWUG = FIELDS.add("FWUG", 319, 1);
  public static final Layout.Field KAS = FIELDS.add("KAS", 320, 2);
  public static final Layout.Field HCTMA = FIELDS.add("HCTMA", 322, 2);
  public static final Layout.Field MNTMT = FIELDS.add("MNTMT", 324, 2);
  public static final Layout.Field MXTMT = FIELDS.add("MXTMT", 326, 2);
  public static final Layout.Field SANICAP = FIELDS.add("SANICAP", 328, 4);
  public static final Layout.Field HMMINDS = FIELDS.add("HMMINDS", 332, 4);
  public static final Layout.Field HMMAXD = FIELDS.add("HMMAXD", 336, 2);
  public static final Layout.Field NSETIDMAX = FIELDS.add("NSETIDMAX", 338, 2);
  public static final Layout.Field ENDGIDMAX = FIELDS.add("ENDGIDMAX", 340, 2);
  public static final Layout.Field ANATT = FIELDS.add("ANATT", 342, 1);
  public static final Layout.Field ANACAP = FIELDS.add("ANACAP", 343, 1);
  public static final Layout.Field ANAGRPMAX = FIELDS.add("ANAGRPMAX", 344, 4);
  public static final Layout.Field NANAGRPID = FIELDS.add("NANAGRPID", 348, 4);
  public static final Layout.Field PELS = FIELDS.add("PELS", 352, 4);
  public static final Layout.Field DOMAINID = FIELDS.add("DOMAINID", 356, 2);
  public static final Layout.Field KPIOC = FIELDS.add("KPIOC", 358, 1);
  public static final Layout.Field MPTFAWR = FIELDS.add("MPTFAWR", 360, 2);
  public static final Layout.Field MEGCAP = FIELDS.add("MEGCAP", 368, 16);
  public static final Layout.Field TMPTHHA = FIELDS.add("TMPTHHA", 384, 1);
  public static final Layout.Field CQT = FIELDS.add("CQT", 386, 2);
  public static final Layout.Field SQES = FIELDS.add("SQES", 512, 1);
  public static final Layout.Field CQES = FIELDS.add("CQES", 513, 1);
  public static final Layout.Field MAXCMD = FIELDS.add("MAXCMD", 514, 2);
  public static final Layout.Field NN = FIELDS.add("NN", 516, 4);
  public static final Layout.Field ONCS = FIELDS.add("ONCS", 520, 2);
  public static final Layout.Field FUSES = FIELDS.add("FUSES", 522, 2);
  public static final Layout.Field FNA = FIELDS.add("FNA", 524, 1);
  public static final Layout.Field VWC = FIELDS.add("VWC", 525, 1);
  public static final Layout.Field AWUN = FIELDS.add("AWUN", 526, 2);
  public static final Layout.Field AWUPF = FIELDS.add("AWUPF", 528, 2);
  public static final Layout.Field ICSVSCC = FIELDS.add("ICSVSCC", 530, 1);
  public static final Layout.Field NWPC = FIELDS.add("NWPC", 531, 1);
  public static final Layout.Field ACWU = FIELDS.add("ACWU", 532, 2);
  public static final Layout.Field CDFS = FIELDS.add("CDFS", 534, 2);
  public static final Layout.Field SGLS = FIELDS.add("SGLS", 536, 4);
  public static final Layout.Field MNAN = FIELDS.add("MNAN", 540, 4);
  public static final Layout.Field MAXDNA = FIELDS.add("MAXDNA", 544, 16);
  public static final Layout.Field MAXCNA = FIELDS.add("MAXCNA", 560, 4);
  public static final Layout.Field OAQD = FIELDS.add("OAQD", 564, 4);
  public static final Layout.Field RHIRI = FIELDS.add("RHIRI", 568, 1);
  public static final Layout.Field HIRT = FIELDS.add("HIRT", 569, 1);
  public static final Layout.Field CMMRTD = FIELDS.add("CMMRTD", 570, 2);
  public static final Layout.Field NMMRTD = FIELDS.add("NMMRTD", 572, 2);
  public static final Layout.Field MINMRTG = FIELDS.add("MINMRTG", 574, 1);
  public static final Layout.Field MAXMRTG = FIELDS.add("MAXMRTG", 575, 1);
  public static final Layout.Field TRATTR = FIELDS.add("TRATTR", 576, 1);
  public static final Layout.Field MCUDMQ = FIELDS.add("MCUDMQ", 578, 2);
  public static final Layout.Field MNSUDMQ = FIELDS.add("MNSUDMQ", 580, 2);
  public static final Layout.Field MCMR = FIELDS.add("MCMR", 582, 2);
  public static final Layout.Field NMCMR = FIELDS.add("NMCMR", 584, 2);
  public static final Layout.Field MCDQPC = FIELDS.add("MCDQPC", 586, 2);
  public static final Layout.Field SUBNQN = FIELDS.add("SUBNQN", 768, 256);
  public static final Layout.Field IOCCSZ = FIELDS.add("IOCCSZ", 1792, 4);
  public static final Layout.Field IORCSZ = FIELDS.add("IORCSZ", 1796, 4);
  public static final Layout.Field ICDOFF = FIELDS.add("ICDOFF", 1800, 2);
  public static final Layout.Field FCATT = FIELDS.add("FCATT", 1802, 1);
  public static final Layout.Field MSDBD = FIELDS.add("MSDBD", 1803, 1);
  public static final Layout.Field OFCS = FIELDS.add("OFCS", 1804, 2);
  public static final Layout.Field DCTYPE = FIELDS.add("DCTYPE", 1806, 1);
  public static final Layout.Field VS = FIELDS.add("VS", 3072, 1024);

  /** Every field. */
  public static final Layout LAYOUT =
      FIELDS
          .reserved(103, 1)
          .reserved(108, 2)
          .reserved(135, 105)
          .reserved(240, 13)
          .reserved(359, 1)
          .reserved(362, 6)
          .reserved(385, 1)
          .reserved(388, 124)
          .reserved(577, 1)
          .reserved(588, 180)
          .reserved(1024, 768)
          .reserved(1807, 241)
          .fields("PSD", 2048, 32, 32)
          .build();

  /** CMIC: the subsystem may have several ports. */
  public static final int CMIC_MULTIPLE_PORTS = 1;

  /** CMIC: the subsystem may have several controllers; Linux refuses a second one without it. */
  public static final int CMIC_MULTIPLE_CONTROLLERS = 1 << 1;

  /** CMIC: Asymmetric Namespace Access Reporting. */
  public static final int CMIC_ANA = 1 << 3;

  /** CTRATT: 128-bit Host Identifier. */
  public static final int CTRATT_HOST_ID_128 = 1;

  /** CTRATT: Traffic Based Keep Alive. */
  public static final int CTRATT_TBKAS = 1 << 6;

  /** CTRATT: Extended LBA Formats. */
  public static final int CTRATT_ELBAS = 1 << 15;

  /** CNTRLTYPE: I/O controller. */
  public static final int CNTRLTYPE_IO = 1;

  /** CNTRLTYPE: discovery controller. */
  public static final int CNTRLTYPE_DISCOVERY = 2;

  /** CNTRLTYPE: administrative controller. */
  public static final int CNTRLTYPE_ADMIN = 3;

  /** LPA: SMART / Health log per namespace. */
  public static final int LPA_SMART_PER_NAMESPACE = 1;

  /** LPA: Commands Supported and Effects log. */
  public static final int LPA_COMMAND_EFFECTS = 1 << 1;

  /** LPA: extended NUMD and offset of Get Log Page. */
  public static final int LPA_EXTENDED_DATA = 1 << 2;

  /** ONCS: Compare. */
  public static final int ONCS_COMPARE = 1;

  /** ONCS: Write Uncorrectable. */
  public static final int ONCS_WRITE_UNCORRECTABLE = 1 << 1;

  /** ONCS: Dataset Management. */
  public static final int ONCS_DATASET_MANAGEMENT = 1 << 2;

  /** ONCS: Write Zeroes. */
  public static final int ONCS_WRITE_ZEROES = 1 << 3;

  /** ONCS: Save and Select fields of Set and Get Features. */
  public static final int ONCS_SAVE_FEATURES = 1 << 4;

  /** ONCS: reservations. */
  public static final int ONCS_RESERVATIONS = 1 << 5;

  /** ONCS: Timestamp feature. */
  public static final int ONCS_TIMESTAMP = 1 << 6;

  /** ONCS: Verify. */
  public static final int ONCS_VERIFY = 1 << 7;

  /** ONCS: Copy. */
  public static final int ONCS_COPY = 1 << 8;

  /** FUSES: fused Compare and Write. */
  public static final int FUSES_COMPARE_AND_WRITE = 1;

  /** VWC: a volatile write cache is present. */
  public static final int VWC_PRESENT = 1;

  /** VWC: Flush with NSID FFFFFFFFh flushes all namespaces. */
  public static final int VWC_FLUSH_ALL = 3 << 1;

  /** VWC: Flush with NSID FFFFFFFFh is refused. */
  public static final int VWC_FLUSH_NOT_ALL = 2 << 1;

  /** SGLS: SGLs are supported, without alignment. */
  public static final int SGLS_SUPPORTED = 1;

  /** SGLS: Keyed SGL Data Block; RDMA hosts demand it. */
  public static final int SGLS_KEYED = 1 << 2;

  /** SGLS: address as offset, that is data in the capsule. */
  public static final int SGLS_OFFSET = 1 << 20;

  /** SGLS: Transport SGL Data Block. */
  public static final int SGLS_TRANSPORT = 1 << 21;

  /** ANACAP: ANAGRPID does not change while attached. */
  public static final int ANACAP_GROUP_NEVER_CHANGES = 1 << 6;

  /** ANACAP: non-zero ANAGRPID is supported. */
  public static final int ANACAP_NON_ZERO_GROUP = 1 << 7;

  /** OFCS: Disconnect. */
  public static final int OFCS_DISCONNECT = 1;

  /** DCTYPE: direct discovery controller. */
  public static final int DCTYPE_DDC = 1;

  /** DCTYPE: central discovery controller. */
  public static final int DCTYPE_CDC = 2;

  private IdentifyController(ByteBuffer source) {
    super(LAYOUT, source);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes
   */
  public static IdentifyController decode(ByteBuffer source) {
    return new IdentifyController(source);
  }

  /** Starts with all bytes zero. */
  public static Builder<IdentifyController> builder() {
    return new Builder<>(LAYOUT, IdentifyController::decode);
  }

  /** Serial Number without its padding. */
  public String serialNumber() {
    return getText(SN);
  }

  /** Model Number without its padding. */
  public String modelNumber() {
    return getText(MN);
  }

  /** Firmware Revision without its padding. */
  public String firmwareRevision() {
    return getText(FR);
  }

  /** Controller ID, the same as in the Connect response. */
  public int cntlid() {
    return getInt(CNTLID);
  }

  /** The version of the specification. */
  public Version version() {
    return new Version(getInt(VER));
  }

  /**
   * The largest transfer of one command in bytes, from MDTS.
   *
   * @param mpsmin {@code CAP.MPSMIN} of the same controller, 0 to 15
   * @return {@link Long#MAX_VALUE} if there is no limit
   */
  public long maxTransferBytes(int mpsmin) {
    int exponent = getInt(MDTS);
    int shift = 12 + mpsmin + exponent;
    return exponent == 0 || shift >= 63 ? Long.MAX_VALUE : 1L << shift;
  }

  /**
   * In-capsule data of I/O commands in bytes, from IOCCSZ: 0 if there is room for the entry only.
   */
  public long inCapsuleBytes() {
    return Math.max(0, get(IOCCSZ) * 16 - Sqe.BYTES);
  }

  /** NVM Subsystem NQN; empty if the field is zero or no valid name. */
  public Optional<Nqn> subnqn() {
    try {
      return Optional.of(Nqn.decode(bytes(), 0, SUBNQN.offset(), LAYOUT.name(), SUBNQN.name()));
    } catch (MalformedException e) {
      return Optional.empty(); // controllers of old PCIe devices have none
    }
  }

  /**
   * A power state.
   *
   * @param index 0 to 31
   */
  public PowerState powerState(int index) {
    return PowerState.decode(bytes().position(POWER_STATES + 32 * Objects.checkIndex(index, 32)));
  }
}
