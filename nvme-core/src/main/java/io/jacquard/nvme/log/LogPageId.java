package io.jacquard.nvme.log;

/** Log page identifiers, LID (NVMe Base 2.1, 5.1.12 "Get Log Page command"). */
public final class LogPageId {
  /** Supported Log Pages. */
  public static final int SUPPORTED_LOG_PAGES = 0x00;

  /** Error Information. */
  public static final int ERROR_INFORMATION = 0x01;

  /** SMART / Health Information. */
  public static final int SMART_HEALTH = 0x02;

  /** Firmware Slot Information. */
  public static final int FIRMWARE_SLOT_INFORMATION = 0x03;

  /** Changed Attached Namespace List. */
  public static final int CHANGED_ATTACHED_NAMESPACE_LIST = 0x04;

  /** Commands Supported and Effects. */
  public static final int COMMANDS_SUPPORTED_AND_EFFECTS = 0x05;

  /** Device Self-test. */
  public static final int DEVICE_SELF_TEST = 0x06;

  /** Telemetry Host-Initiated. */
  public static final int TELEMETRY_HOST_INITIATED = 0x07;

  /** Telemetry Controller-Initiated. */
  public static final int TELEMETRY_CONTROLLER_INITIATED = 0x08;

  /** Endurance Group Information. */
  public static final int ENDURANCE_GROUP_INFORMATION = 0x09;

  /** Predictable Latency Per NVM Set. */
  public static final int PREDICTABLE_LATENCY_PER_NVM_SET = 0x0A;

  /** Predictable Latency Event Aggregate. */
  public static final int PREDICTABLE_LATENCY_EVENT_AGGREGATE = 0x0B;

  /** Asymmetric Namespace Access. */
  public static final int ASYMMETRIC_NAMESPACE_ACCESS = 0x0C;

  /** Persistent Event. */
  public static final int PERSISTENT_EVENT = 0x0D;

  /** LBA Status Information. */
  public static final int LBA_STATUS_INFORMATION = 0x0E;

  /** Endurance Group Event Aggregate. */
  public static final int ENDURANCE_GROUP_EVENT_AGGREGATE = 0x0F;

  /** Media Unit Status. */
  public static final int MEDIA_UNIT_STATUS = 0x10;

  /** Supported Capacity Configuration List. */
  public static final int SUPPORTED_CAPACITY_CONFIGURATION_LIST = 0x11;

  /** Feature Identifiers Supported and Effects. */
  public static final int FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS = 0x12;

  /** NVMe-MI Commands Supported and Effects. */
  public static final int NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS = 0x13;

  /** Command and Feature Lockdown. */
  public static final int COMMAND_AND_FEATURE_LOCKDOWN = 0x14;

  /** Boot Partition. */
  public static final int BOOT_PARTITION = 0x15;

  /** Rotational Media Information. */
  public static final int ROTATIONAL_MEDIA_INFORMATION = 0x16;

  /** Dispersed Namespace Participating NVM Subsystems. */
  public static final int DISPERSED_NAMESPACE_PARTICIPATING_NVM_SUBSYSTEMS = 0x17;

  /** Management Address List. */
  public static final int MANAGEMENT_ADDRESS_LIST = 0x18;

  /** PHY Receiver Eye Opening Measurement. */
  public static final int PHY_RECEIVER_EYE_OPENING_MEASUREMENT = 0x19;

  /** Reachability Groups. */
  public static final int REACHABILITY_GROUPS = 0x1A;

  /** Reachability Associations. */
  public static final int REACHABILITY_ASSOCIATIONS = 0x1B;

  /** Changed Allocated Namespace List. */
  public static final int CHANGED_ALLOCATED_NAMESPACE_LIST = 0x1C;

  /** FDP Configurations. */
  public static final int FDP_CONFIGURATIONS = 0x20;

  /** Reclaim Unit Handle Usage. */
  public static final int RECLAIM_UNIT_HANDLE_USAGE = 0x21;

  /** FDP Statistics. */
  public static final int FDP_STATISTICS = 0x22;

  /** FDP Events. */
  public static final int FDP_EVENTS = 0x23;

  /** Discovery. */
  public static final int DISCOVERY = 0x70;

  /** Host Discovery. */
  public static final int HOST_DISCOVERY = 0x71;

  /** AVE Discovery. */
  public static final int AVE_DISCOVERY = 0x72;

  /** Pull Model DDC Request. */
  public static final int PULL_MODEL_DDC_REQUEST = 0x73;

  /** Reservation Notification. */
  public static final int RESERVATION_NOTIFICATION = 0x80;

  /** Sanitize Status. */
  public static final int SANITIZE_STATUS = 0x81;

  /** Changed Zone List (Zoned Namespace command set). */
  public static final int CHANGED_ZONE_LIST = 0xBF;

  private LogPageId() {}

  /** The name in the specification, or a text with the number if it is not known. */
  public static String nameOf(int lid) {
    return switch (lid) {
      case SUPPORTED_LOG_PAGES -> "Supported Log Pages";
      case ERROR_INFORMATION -> "Error Information";
      case SMART_HEALTH -> "SMART / Health Information";
      case FIRMWARE_SLOT_INFORMATION -> "Firmware Slot Information";
      case CHANGED_ATTACHED_NAMESPACE_LIST -> "Changed Attached Namespace List";
      case COMMANDS_SUPPORTED_AND_EFFECTS -> "Commands Supported and Effects";
      case DEVICE_SELF_TEST -> "Device Self-test";
      case TELEMETRY_HOST_INITIATED -> "Telemetry Host-Initiated";
      case TELEMETRY_CONTROLLER_INITIATED -> "Telemetry Controller-Initiated";
      case ENDURANCE_GROUP_INFORMATION -> "Endurance Group Information";
      case PREDICTABLE_LATENCY_PER_NVM_SET -> "Predictable Latency Per NVM Set";
      case PREDICTABLE_LATENCY_EVENT_AGGREGATE -> "Predictable Latency Event Aggregate";
      case ASYMMETRIC_NAMESPACE_ACCESS -> "Asymmetric Namespace Access";
      case PERSISTENT_EVENT -> "Persistent Event";
      case LBA_STATUS_INFORMATION -> "LBA Status Information";
      case ENDURANCE_GROUP_EVENT_AGGREGATE -> "Endurance Group Event Aggregate";
      case MEDIA_UNIT_STATUS -> "Media Unit Status";
      case SUPPORTED_CAPACITY_CONFIGURATION_LIST -> "Supported Capacity Configuration List";
      case FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS -> "Feature Identifiers Supported and Effects";
      case NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS -> "NVMe-MI Commands Supported and Effects";
      case COMMAND_AND_FEATURE_LOCKDOWN -> "Command and Feature Lockdown";
      case BOOT_PARTITION -> "Boot Partition";
      case ROTATIONAL_MEDIA_INFORMATION -> "Rotational Media Information";
      case DISPERSED_NAMESPACE_PARTICIPATING_NVM_SUBSYSTEMS ->
          "Dispersed Namespace Participating NVM Subsystems";
      case MANAGEMENT_ADDRESS_LIST -> "Management Address List";
      case PHY_RECEIVER_EYE_OPENING_MEASUREMENT -> "PHY Receiver Eye Opening Measurement";
      case REACHABILITY_GROUPS -> "Reachability Groups";
      case REACHABILITY_ASSOCIATIONS -> "Reachability Associations";
      case CHANGED_ALLOCATED_NAMESPACE_LIST -> "Changed Allocated Namespace List";
      case FDP_CONFIGURATIONS -> "FDP Configurations";
      case RECLAIM_UNIT_HANDLE_USAGE -> "Reclaim Unit Handle Usage";
      case FDP_STATISTICS -> "FDP Statistics";
      case FDP_EVENTS -> "FDP Events";
      case DISCOVERY -> "Discovery";
      case HOST_DISCOVERY -> "Host Discovery";
      case AVE_DISCOVERY -> "AVE Discovery";
      case PULL_MODEL_DDC_REQUEST -> "Pull Model DDC Request";
      case RESERVATION_NOTIFICATION -> "Reservation Notification";
      case SANITIZE_STATUS -> "Sanitize Status";
      case CHANGED_ZONE_LIST -> "Changed Zone List";
      default -> String.format("Log Page %02xh", lid);
    };
  }
}
