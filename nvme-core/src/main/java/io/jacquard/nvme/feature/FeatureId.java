package io.jacquard.nvme.feature;

/** Feature identifiers, FID (NVMe Base 2.1, 5.1.25 "Set Features command"). */
public final class FeatureId {
  /** Arbitration. */
  public static final int ARBITRATION = 0x01;

  /** Power Management. */
  public static final int POWER_MANAGEMENT = 0x02;

  /** LBA Range Type (NVM command set). */
  public static final int LBA_RANGE_TYPE = 0x03;

  /** Temperature Threshold. */
  public static final int TEMPERATURE_THRESHOLD = 0x04;

  /** Error Recovery. */
  public static final int ERROR_RECOVERY = 0x05;

  /** Volatile Write Cache. */
  public static final int VOLATILE_WRITE_CACHE = 0x06;

  /** Number of Queues. */
  public static final int NUMBER_OF_QUEUES = 0x07;

  /** Interrupt Coalescing. */
  public static final int INTERRUPT_COALESCING = 0x08;

  /** Interrupt Vector Configuration. */
  public static final int INTERRUPT_VECTOR_CONFIGURATION = 0x09;

  /** Write Atomicity Normal. */
  public static final int WRITE_ATOMICITY_NORMAL = 0x0A;

  /** Asynchronous Event Configuration. */
  public static final int ASYNC_EVENT_CONFIGURATION = 0x0B;

  /** Autonomous Power State Transition. */
  public static final int AUTONOMOUS_POWER_STATE_TRANSITION = 0x0C;

  /** Host Memory Buffer. */
  public static final int HOST_MEMORY_BUFFER = 0x0D;

  /** Timestamp. */
  public static final int TIMESTAMP = 0x0E;

  /** Keep Alive Timer. */
  public static final int KEEP_ALIVE_TIMER = 0x0F;

  /** Host Controlled Thermal Management. */
  public static final int HOST_CONTROLLED_THERMAL_MANAGEMENT = 0x10;

  /** Non-Operational Power State Config. */
  public static final int NON_OPERATIONAL_POWER_STATE_CONFIG = 0x11;

  /** Read Recovery Level Config. */
  public static final int READ_RECOVERY_LEVEL_CONFIG = 0x12;

  /** Predictable Latency Mode Config. */
  public static final int PREDICTABLE_LATENCY_MODE_CONFIG = 0x13;

  /** Predictable Latency Mode Window. */
  public static final int PREDICTABLE_LATENCY_MODE_WINDOW = 0x14;

  /** Host Behavior Support. */
  public static final int HOST_BEHAVIOR_SUPPORT = 0x16;

  /** Sanitize Config. */
  public static final int SANITIZE_CONFIG = 0x17;

  /** Endurance Group Event Configuration. */
  public static final int ENDURANCE_GROUP_EVENT_CONFIGURATION = 0x18;

  /** I/O Command Set Profile. */
  public static final int IO_COMMAND_SET_PROFILE = 0x19;

  /** Spinup Control. */
  public static final int SPINUP_CONTROL = 0x1A;

  /** Power Loss Signaling Config. */
  public static final int POWER_LOSS_SIGNALING_CONFIG = 0x1B;

  /** Flexible Data Placement. */
  public static final int FLEXIBLE_DATA_PLACEMENT = 0x1D;

  /** Flexible Data Placement Events. */
  public static final int FLEXIBLE_DATA_PLACEMENT_EVENTS = 0x1E;

  /** Namespace Admin Label. */
  public static final int NAMESPACE_ADMIN_LABEL = 0x1F;

  /** Key Value Configuration. */
  public static final int KEY_VALUE_CONFIGURATION = 0x20;

  /** Controller Data Queue. */
  public static final int CONTROLLER_DATA_QUEUE = 0x21;

  /** Embedded Management Controller Address. */
  public static final int EMBEDDED_MANAGEMENT_CONTROLLER_ADDRESS = 0x78;

  /** Host Management Agent Address. */
  public static final int HOST_MANAGEMENT_AGENT_ADDRESS = 0x79;

  /** Enhanced Controller Metadata. */
  public static final int ENHANCED_CONTROLLER_METADATA = 0x7D;

  /** Controller Metadata. */
  public static final int CONTROLLER_METADATA = 0x7E;

  /** Namespace Metadata. */
  public static final int NAMESPACE_METADATA = 0x7F;

  /** Software Progress Marker. */
  public static final int SOFTWARE_PROGRESS_MARKER = 0x80;

  /** Host Identifier. */
  public static final int HOST_IDENTIFIER = 0x81;

  /** Reservation Notification Mask. */
  public static final int RESERVATION_NOTIFICATION_MASK = 0x82;

  /** Reservation Persistence. */
  public static final int RESERVATION_PERSISTENCE = 0x83;

  /** Namespace Write Protection Config. */
  public static final int NAMESPACE_WRITE_PROTECTION_CONFIG = 0x84;

  /** Boot Partition Write Protection Config. */
  public static final int BOOT_PARTITION_WRITE_PROTECTION_CONFIG = 0x85;

  private FeatureId() {}

  /** The name in the specification, or a text with the number if it is not known. */
  public static String nameOf(int fid) {
    return switch (fid) {
      case ARBITRATION -> "Arbitration";
      case POWER_MANAGEMENT -> "Power Management";
      case LBA_RANGE_TYPE -> "LBA Range Type";
      case TEMPERATURE_THRESHOLD -> "Temperature Threshold";
      case ERROR_RECOVERY -> "Error Recovery";
      case VOLATILE_WRITE_CACHE -> "Volatile Write Cache";
      case NUMBER_OF_QUEUES -> "Number of Queues";
      case INTERRUPT_COALESCING -> "Interrupt Coalescing";
      case INTERRUPT_VECTOR_CONFIGURATION -> "Interrupt Vector Configuration";
      case WRITE_ATOMICITY_NORMAL -> "Write Atomicity Normal";
      case ASYNC_EVENT_CONFIGURATION -> "Asynchronous Event Configuration";
      case AUTONOMOUS_POWER_STATE_TRANSITION -> "Autonomous Power State Transition";
      case HOST_MEMORY_BUFFER -> "Host Memory Buffer";
      case TIMESTAMP -> "Timestamp";
      case KEEP_ALIVE_TIMER -> "Keep Alive Timer";
      case HOST_CONTROLLED_THERMAL_MANAGEMENT -> "Host Controlled Thermal Management";
      case NON_OPERATIONAL_POWER_STATE_CONFIG -> "Non-Operational Power State Config";
      case READ_RECOVERY_LEVEL_CONFIG -> "Read Recovery Level Config";
      case PREDICTABLE_LATENCY_MODE_CONFIG -> "Predictable Latency Mode Config";
      case PREDICTABLE_LATENCY_MODE_WINDOW -> "Predictable Latency Mode Window";
      case HOST_BEHAVIOR_SUPPORT -> "Host Behavior Support";
      case SANITIZE_CONFIG -> "Sanitize Config";
      case ENDURANCE_GROUP_EVENT_CONFIGURATION -> "Endurance Group Event Configuration";
      case IO_COMMAND_SET_PROFILE -> "I/O Command Set Profile";
      case SPINUP_CONTROL -> "Spinup Control";
      case POWER_LOSS_SIGNALING_CONFIG -> "Power Loss Signaling Config";
      case FLEXIBLE_DATA_PLACEMENT -> "Flexible Data Placement";
      case FLEXIBLE_DATA_PLACEMENT_EVENTS -> "Flexible Data Placement Events";
      case NAMESPACE_ADMIN_LABEL -> "Namespace Admin Label";
      case KEY_VALUE_CONFIGURATION -> "Key Value Configuration";
      case CONTROLLER_DATA_QUEUE -> "Controller Data Queue";
      case EMBEDDED_MANAGEMENT_CONTROLLER_ADDRESS -> "Embedded Management Controller Address";
      case HOST_MANAGEMENT_AGENT_ADDRESS -> "Host Management Agent Address";
      case ENHANCED_CONTROLLER_METADATA -> "Enhanced Controller Metadata";
      case CONTROLLER_METADATA -> "Controller Metadata";
      case NAMESPACE_METADATA -> "Namespace Metadata";
      case SOFTWARE_PROGRESS_MARKER -> "Software Progress Marker";
      case HOST_IDENTIFIER -> "Host Identifier";
      case RESERVATION_NOTIFICATION_MASK -> "Reservation Notification Mask";
      case RESERVATION_PERSISTENCE -> "Reservation Persistence";
      case NAMESPACE_WRITE_PROTECTION_CONFIG -> "Namespace Write Protection Config";
      case BOOT_PARTITION_WRITE_PROTECTION_CONFIG -> "Boot Partition Write Protection Config";
      default -> String.format("Feature %02xh", fid);
    };
  }
}
