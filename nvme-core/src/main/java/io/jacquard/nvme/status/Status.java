package io.jacquard.nvme.status;

/**
 * The status of a completed command as a plain {@code int} (NVMe Base 2.1, 4.2.3 "Status Field
 * Definition").
 *
 * <p>A status holds the bits of the completion queue entry's status field without the phase tag:
 *
 * <pre>
 *   bits 7:0    SC    status code
 *   bits 10:8   SCT   status code type
 *   bits 12:11  CRD   command retry delay: 0 none, 1 to 3 select CRDT1 to CRDT3
 *   bit  13     M     more information in the error log
 *   bit  14     DNR   do not retry
 * </pre>
 *
 * <p>0 is success. The constants below have CRD, M and DNR clear: compare with {@link #code} first,
 * {@code Status.code(status) == Status.LBA_OUT_OF_RANGE}. Every value is valid input to every
 * method, known or not; bits above 14 are ignored. Nothing here allocates but the methods that
 * return text.
 */
public final class Status {
  /** All bits of a status. */
  public static final int MASK = 0x7FFF;

  /** The bits of status code and status code type. */
  public static final int CODE_MASK = 0x07FF;

  /** Do Not Retry. */
  public static final int DNR = 1 << 14;

  /** More: the error information log has an entry about this command. */
  public static final int MORE = 1 << 13;

  /** Status code type: generic command status. */
  public static final int SCT_GENERIC = 0;

  /** Status code type: command specific status. */
  public static final int SCT_COMMAND_SPECIFIC = 1;

  /** Status code type: media and data integrity errors. */
  public static final int SCT_MEDIA = 2;

  /** Status code type: path related status. */
  public static final int SCT_PATH = 3;

  /** Status code type: vendor specific. */
  public static final int SCT_VENDOR = 7;

  private static final int CRD_SHIFT = 11;
  private static final int SCT_SHIFT = 8;

  // Generic command status, SCT 0h: base, then from 80h the I/O command sets.
  public static final int SUCCESS = 0;
  public static final int INVALID_OPCODE = 0x001;
  public static final int INVALID_FIELD = 0x002;
  public static final int COMMAND_ID_CONFLICT = 0x003;
  public static final int DATA_TRANSFER_ERROR = 0x004;
  public static final int ABORTED_POWER_LOSS = 0x005;
  public static final int INTERNAL_ERROR = 0x006;
  public static final int ABORT_REQUESTED = 0x007;
  public static final int ABORTED_SQ_DELETION = 0x008;
  public static final int ABORTED_FAILED_FUSED = 0x009;
  public static final int ABORTED_MISSING_FUSED = 0x00A;
  public static final int INVALID_NAMESPACE_OR_FORMAT = 0x00B;
  public static final int COMMAND_SEQUENCE_ERROR = 0x00C;
  public static final int INVALID_SGL_SEGMENT_DESCRIPTOR = 0x00D;
  public static final int INVALID_NUMBER_OF_SGL_DESCRIPTORS = 0x00E;
  public static final int DATA_SGL_LENGTH_INVALID = 0x00F;
  public static final int METADATA_SGL_LENGTH_INVALID = 0x010;
  public static final int SGL_DESCRIPTOR_TYPE_INVALID = 0x011;
  public static final int INVALID_USE_OF_CMB = 0x012;
  public static final int PRP_OFFSET_INVALID = 0x013;
  public static final int ATOMIC_WRITE_UNIT_EXCEEDED = 0x014;
  public static final int OPERATION_DENIED = 0x015;
  public static final int SGL_OFFSET_INVALID = 0x016;
  public static final int HOST_IDENTIFIER_INCONSISTENT_FORMAT = 0x018;
  public static final int KEEP_ALIVE_TIMER_EXPIRED = 0x019;
  public static final int KEEP_ALIVE_TIMEOUT_INVALID = 0x01A;
  public static final int ABORTED_PREEMPT_AND_ABORT = 0x01B;
  public static final int SANITIZE_FAILED = 0x01C;
  public static final int SANITIZE_IN_PROGRESS = 0x01D;
  public static final int SGL_DATA_BLOCK_GRANULARITY_INVALID = 0x01E;
  public static final int COMMAND_NOT_SUPPORTED_FOR_QUEUE_IN_CMB = 0x01F;
  public static final int NAMESPACE_WRITE_PROTECTED = 0x020;
  public static final int COMMAND_INTERRUPTED = 0x021;
  public static final int TRANSIENT_TRANSPORT_ERROR = 0x022;
  public static final int PROHIBITED_BY_LOCKDOWN = 0x023;
  public static final int ADMIN_COMMAND_MEDIA_NOT_READY = 0x024;
  public static final int INVALID_KEY_TAG = 0x025;
  public static final int HOST_DISPERSED_NAMESPACES_NOT_ENABLED = 0x026;
  public static final int HOST_IDENTIFIER_NOT_INITIALIZED = 0x027;
  public static final int INCORRECT_KEY = 0x028;
  public static final int FDP_DISABLED = 0x029;
  public static final int INVALID_PLACEMENT_HANDLE_LIST = 0x02A;
  public static final int LBA_OUT_OF_RANGE = 0x080;
  public static final int CAPACITY_EXCEEDED = 0x081;
  public static final int NAMESPACE_NOT_READY = 0x082;
  public static final int RESERVATION_CONFLICT = 0x083;
  public static final int FORMAT_IN_PROGRESS = 0x084;
  public static final int INVALID_VALUE_SIZE = 0x085;
  public static final int INVALID_KEY_SIZE = 0x086;
  public static final int KV_KEY_DOES_NOT_EXIST = 0x087;
  public static final int UNRECOVERED_ERROR = 0x088;
  public static final int KEY_EXISTS = 0x089;

  // Command specific status, SCT 1h: base, then from 80h the I/O command sets.
  public static final int COMPLETION_QUEUE_INVALID = 0x100;
  public static final int INVALID_QUEUE_IDENTIFIER = 0x101;
  public static final int INVALID_QUEUE_SIZE = 0x102;
  public static final int ABORT_COMMAND_LIMIT_EXCEEDED = 0x103;
  public static final int ASYNCHRONOUS_EVENT_REQUEST_LIMIT_EXCEEDED = 0x105;
  public static final int INVALID_FIRMWARE_SLOT = 0x106;
  public static final int INVALID_FIRMWARE_IMAGE = 0x107;
  public static final int INVALID_INTERRUPT_VECTOR = 0x108;
  public static final int INVALID_LOG_PAGE = 0x109;
  public static final int INVALID_FORMAT = 0x10A;
  public static final int FIRMWARE_NEEDS_CONVENTIONAL_RESET = 0x10B;
  public static final int INVALID_QUEUE_DELETION = 0x10C;
  public static final int FEATURE_IDENTIFIER_NOT_SAVEABLE = 0x10D;
  public static final int FEATURE_NOT_CHANGEABLE = 0x10E;
  public static final int FEATURE_NOT_NAMESPACE_SPECIFIC = 0x10F;
  public static final int FIRMWARE_NEEDS_SUBSYSTEM_RESET = 0x110;
  public static final int FIRMWARE_NEEDS_CONTROLLER_RESET = 0x111;
  public static final int FIRMWARE_NEEDS_MAXIMUM_TIME_VIOLATION = 0x112;
  public static final int FIRMWARE_ACTIVATION_PROHIBITED = 0x113;
  public static final int OVERLAPPING_RANGE = 0x114;
  public static final int NAMESPACE_INSUFFICIENT_CAPACITY = 0x115;
  public static final int NAMESPACE_IDENTIFIER_UNAVAILABLE = 0x116;
  public static final int NAMESPACE_ALREADY_ATTACHED = 0x118;
  public static final int NAMESPACE_IS_PRIVATE = 0x119;
  public static final int NAMESPACE_NOT_ATTACHED = 0x11A;
  public static final int THIN_PROVISIONING_NOT_SUPPORTED = 0x11B;
  public static final int CONTROLLER_LIST_INVALID = 0x11C;
  public static final int DEVICE_SELF_TEST_IN_PROGRESS = 0x11D;
  public static final int BOOT_PARTITION_WRITE_PROHIBITED = 0x11E;
  public static final int INVALID_CONTROLLER_IDENTIFIER = 0x11F;
  public static final int INVALID_SECONDARY_CONTROLLER_STATE = 0x120;
  public static final int INVALID_NUMBER_OF_CONTROLLER_RESOURCES = 0x121;
  public static final int INVALID_RESOURCE_IDENTIFIER = 0x122;
  public static final int SANITIZE_PROHIBITED_PMR_ENABLED = 0x123;
  public static final int ANA_GROUP_IDENTIFIER_INVALID = 0x124;
  public static final int ANA_ATTACH_FAILED = 0x125;
  public static final int INSUFFICIENT_CAPACITY = 0x126;
  public static final int NAMESPACE_ATTACHMENT_LIMIT_EXCEEDED = 0x127;
  public static final int LOCKDOWN_NOT_SUPPORTED = 0x128;
  public static final int IO_COMMAND_SET_NOT_SUPPORTED = 0x129;
  public static final int IO_COMMAND_SET_NOT_ENABLED = 0x12A;
  public static final int IO_COMMAND_SET_COMBINATION_REJECTED = 0x12B;
  public static final int INVALID_IO_COMMAND_SET = 0x12C;
  public static final int IDENTIFIER_UNAVAILABLE = 0x12D;
  public static final int NAMESPACE_IS_DISPERSED = 0x12E;
  public static final int INVALID_DISCOVERY_INFORMATION = 0x12F;
  public static final int ZONING_DATA_STRUCTURE_LOCKED = 0x130;
  public static final int ZONING_DATA_STRUCTURE_NOT_FOUND = 0x131;
  public static final int INSUFFICIENT_DISCOVERY_RESOURCES = 0x132;
  public static final int REQUESTED_FUNCTION_DISABLED = 0x133;
  public static final int ZONEGROUP_ORIGINATOR_INVALID = 0x134;
  public static final int INVALID_HOST = 0x135;
  public static final int INVALID_NVM_SUBSYSTEM = 0x136;
  public static final int INVALID_CONTROLLER_DATA_QUEUE = 0x137;
  public static final int NOT_ENOUGH_RESOURCES = 0x138;
  public static final int CONTROLLER_SUSPENDED = 0x139;
  public static final int CONTROLLER_NOT_SUSPENDED = 0x13A;
  public static final int CONTROLLER_DATA_QUEUE_FULL = 0x13B;
  public static final int CONFLICTING_ATTRIBUTES = 0x180;
  public static final int INVALID_PROTECTION_INFORMATION = 0x181;
  public static final int WRITE_TO_READ_ONLY_RANGE = 0x182;
  public static final int COMMAND_SIZE_LIMIT_EXCEEDED = 0x183;
  public static final int INVALID_COMMAND_ID = 0x184;
  public static final int INCOMPATIBLE_NAMESPACE_OR_FORMAT = 0x185;
  public static final int FAST_COPY_NOT_POSSIBLE = 0x186;
  public static final int OVERLAPPING_IO_RANGE = 0x187;
  public static final int NAMESPACE_NOT_REACHABLE = 0x188;
  public static final int INSUFFICIENT_RESOURCES = 0x189;
  public static final int ZONE_INVALID_OPERATION_REQUEST = 0x1B6;
  public static final int ZRWA_RESOURCES_UNAVAILABLE = 0x1B7;
  public static final int ZONED_BOUNDARY_ERROR = 0x1B8;
  public static final int ZONE_IS_FULL = 0x1B9;
  public static final int ZONE_IS_READ_ONLY = 0x1BA;
  public static final int ZONE_IS_OFFLINE = 0x1BB;
  public static final int ZONE_INVALID_WRITE = 0x1BC;
  public static final int TOO_MANY_ACTIVE_ZONES = 0x1BD;
  public static final int TOO_MANY_OPEN_ZONES = 0x1BE;
  public static final int INVALID_ZONE_STATE_TRANSITION = 0x1BF;

  // Command specific status of fabrics commands; their codes are those of the I/O command sets too.
  public static final int CONNECT_INCOMPATIBLE_FORMAT = 0x180;
  public static final int CONNECT_CONTROLLER_BUSY = 0x181;
  public static final int CONNECT_INVALID_PARAMETERS = 0x182;
  public static final int CONNECT_RESTART_DISCOVERY = 0x183;
  public static final int CONNECT_INVALID_HOST = 0x184;
  public static final int INVALID_QUEUE_TYPE = 0x185;
  public static final int DISCOVER_RESTART = 0x190;
  public static final int AUTHENTICATION_REQUIRED = 0x191;

  // Media and data integrity errors, SCT 2h.
  public static final int WRITE_FAULT = 0x280;
  public static final int UNRECOVERED_READ_ERROR = 0x281;
  public static final int GUARD_CHECK_ERROR = 0x282;
  public static final int APPLICATION_TAG_CHECK_ERROR = 0x283;
  public static final int REFERENCE_TAG_CHECK_ERROR = 0x284;
  public static final int COMPARE_FAILURE = 0x285;
  public static final int ACCESS_DENIED = 0x286;
  public static final int DEALLOCATED_OR_UNWRITTEN_LOGICAL_BLOCK = 0x287;
  public static final int STORAGE_TAG_CHECK_ERROR = 0x288;

  // Path related status, SCT 3h.
  public static final int INTERNAL_PATH_ERROR = 0x300;
  public static final int ANA_PERSISTENT_LOSS = 0x301;
  public static final int ANA_INACCESSIBLE = 0x302;
  public static final int ANA_TRANSITION = 0x303;
  public static final int CONTROLLER_PATHING_ERROR = 0x360;
  public static final int HOST_PATHING_ERROR = 0x370;
  public static final int COMMAND_ABORTED_BY_HOST = 0x371;

  private Status() {}

  /**
   * A status from its parts.
   *
   * @param sct status code type, 0 to 7
   * @param sc status code, 0 to 255
   */
  public static int of(int sct, int sc) {
    if (sct < 0 || sct > 7 || sc < 0 || sc > 0xFF) {
      throw new IllegalArgumentException(
          "SCT " + sct + " is not in 0-7 or SC " + sc + " not in 0-255");
    }
    return sct << SCT_SHIFT | sc;
  }

  /** The status code, 0 to 255. */
  public static int sc(int status) {
    return status & 0xFF;
  }

  /** The status code type, 0 to 7. */
  public static int sct(int status) {
    return status >>> SCT_SHIFT & 0x7;
  }

  /** Status code type and code, without CRD, M and DNR. */
  public static int code(int status) {
    return status & CODE_MASK;
  }

  /** Command retry delay, 0 to 3. */
  public static int crd(int status) {
    return status >>> CRD_SHIFT & 0x3;
  }

  /** Whether the error log has more about this command. */
  public static boolean more(int status) {
    return (status & MORE) != 0;
  }

  /** Whether the same command, sent again, is expected to fail again. */
  public static boolean dnr(int status) {
    return (status & DNR) != 0;
  }

  /** Whether the command succeeded. */
  public static boolean isSuccess(int status) {
    return code(status) == SUCCESS;
  }

  /** Whether the status tells about the path, not the namespace: another path may succeed. */
  public static boolean isPathError(int status) {
    return sct(status) == SCT_PATH;
  }

  /** The same status with Do Not Retry set. */
  public static int withDnr(int status) {
    return status & MASK | DNR;
  }

  /** The same status with More set. */
  public static int withMore(int status) {
    return status & MASK | MORE;
  }

  /**
   * The same status with another command retry delay.
   *
   * @param crd 0 to 3
   */
  public static int withCrd(int status, int crd) {
    if (crd < 0 || crd > 3) {
      throw new IllegalArgumentException("CRD " + crd + " is not in 0-3");
    }
    return status & MASK & ~(3 << CRD_SHIFT) | crd << CRD_SHIFT;
  }

  /**
   * The name in the specification, or a text with type and code if it is not known. Where an I/O
   * command and a fabrics command share a code both names are given.
   */
  public static String name(int status) {
    String io = StatusNames.io(code(status));
    String fabrics = StatusNames.fabrics(code(status));
    if (io != null && fabrics != null) {
      return io + " / " + fabrics;
    }
    return known(io != null ? io : fabrics, status);
  }

  /** Like {@link #name} for the status of a fabrics command (opcode 7Fh). */
  public static String fabricsName(int status) {
    String fabrics = StatusNames.fabrics(code(status));
    return known(fabrics != null ? fabrics : StatusNames.io(code(status)), status);
  }

  /** For people: the name, the numbers, and CRD, M and DNR where set. */
  public static String describe(int status) {
    return describe(name(status), status);
  }

  /** Like {@link #describe(int)} for the status of a fabrics command (opcode 7Fh). */
  public static String describeFabrics(int status) {
    return describe(fabricsName(status), status);
  }

  private static String describe(String name, int status) {
    String retry = crd(status) == 0 ? "" : " CRD" + crd(status);
    return String.format(
        "%s (%xh/%02xh%s%s%s)",
        name, sct(status), sc(status), retry, more(status) ? " M" : "", dnr(status) ? " DNR" : "");
  }

  private static String known(String name, int status) {
    if (name != null) {
      return name;
    }
    String type =
        switch (sct(status)) {
          case SCT_GENERIC -> "Generic";
          case SCT_COMMAND_SPECIFIC -> "Command Specific";
          case SCT_MEDIA -> "Media and Data Integrity";
          case SCT_PATH -> "Path Related";
          case SCT_VENDOR -> "Vendor Specific";
          default -> "Reserved Type";
        };
    return String.format("%s Status %02xh", type, sc(status));
  }
}
