package io.jacquard.nvme.identify;

/**
 * Controller or Namespace Structure values of Identify, CNS (NVMe Base 2.1, 5.1.13 "Identify
 * command").
 */
public final class Cns {
  /** Identify Namespace. */
  public static final int IDENTIFY_NAMESPACE = 0x00;

  /** Identify Controller. */
  public static final int IDENTIFY_CONTROLLER = 0x01;

  /** Active Namespace ID List. */
  public static final int ACTIVE_NAMESPACE_ID_LIST = 0x02;

  /** Namespace Identification Descriptor List. */
  public static final int NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST = 0x03;

  /** NVM Set List. */
  public static final int NVM_SET_LIST = 0x04;

  /** I/O Command Set Specific Namespace. */
  public static final int IO_COMMAND_SET_SPECIFIC_NAMESPACE = 0x05;

  /** I/O Command Set Specific Controller. */
  public static final int IO_COMMAND_SET_SPECIFIC_CONTROLLER = 0x06;

  /** I/O Command Set Specific Active Namespace ID List. */
  public static final int IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST = 0x07;

  /** I/O Command Set Independent Namespace. */
  public static final int IO_COMMAND_SET_INDEPENDENT_NAMESPACE = 0x08;

  /** Namespace User Data Format. */
  public static final int NAMESPACE_USER_DATA_FORMAT = 0x09;

  /** I/O Command Set Specific Namespace User Data Format. */
  public static final int IO_COMMAND_SET_SPECIFIC_NAMESPACE_USER_DATA_FORMAT = 0x0A;

  /** Allocated Namespace ID List. */
  public static final int ALLOCATED_NAMESPACE_ID_LIST = 0x10;

  /** Identify Allocated Namespace. */
  public static final int IDENTIFY_ALLOCATED_NAMESPACE = 0x11;

  /** Namespace Attached Controller List. */
  public static final int NAMESPACE_ATTACHED_CONTROLLER_LIST = 0x12;

  /** Controller List. */
  public static final int CONTROLLER_LIST = 0x13;

  /** Primary Controller Capabilities. */
  public static final int PRIMARY_CONTROLLER_CAPABILITIES = 0x14;

  /** Secondary Controller List. */
  public static final int SECONDARY_CONTROLLER_LIST = 0x15;

  /** Namespace Granularity List. */
  public static final int NAMESPACE_GRANULARITY_LIST = 0x16;

  /** UUID List. */
  public static final int UUID_LIST = 0x17;

  /** Domain List. */
  public static final int DOMAIN_LIST = 0x18;

  /** Endurance Group List. */
  public static final int ENDURANCE_GROUP_LIST = 0x19;

  /** I/O Command Set Specific Allocated Namespace ID List. */
  public static final int IO_COMMAND_SET_SPECIFIC_ALLOCATED_NAMESPACE_ID_LIST = 0x1A;

  /** I/O Command Set Specific Allocated Namespace. */
  public static final int IO_COMMAND_SET_SPECIFIC_ALLOCATED_NAMESPACE = 0x1B;

  /** I/O Command Set Data Structure. */
  public static final int IO_COMMAND_SET_DATA_STRUCTURE = 0x1C;

  /** Underlying Namespace List. */
  public static final int UNDERLYING_NAMESPACE_LIST = 0x1D;

  /** Ports List. */
  public static final int PORTS_LIST = 0x1E;

  /** I/O Command Set Independent Allocated Namespace. */
  public static final int IO_COMMAND_SET_INDEPENDENT_ALLOCATED_NAMESPACE = 0x1F;

  /** Supported Controller State Formats. */
  public static final int SUPPORTED_CONTROLLER_STATE_FORMATS = 0x20;

  private Cns() {}

  /** The name in the specification, or a text with the number if it is not known. */
  public static String nameOf(int cns) {
    return switch (cns) {
      case IDENTIFY_NAMESPACE -> "Identify Namespace";
      case IDENTIFY_CONTROLLER -> "Identify Controller";
      case ACTIVE_NAMESPACE_ID_LIST -> "Active Namespace ID List";
      case NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST -> "Namespace Identification Descriptor List";
      case NVM_SET_LIST -> "NVM Set List";
      case IO_COMMAND_SET_SPECIFIC_NAMESPACE -> "I/O Command Set Specific Namespace";
      case IO_COMMAND_SET_SPECIFIC_CONTROLLER -> "I/O Command Set Specific Controller";
      case IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST ->
          "I/O Command Set Specific Active Namespace ID List";
      case IO_COMMAND_SET_INDEPENDENT_NAMESPACE -> "I/O Command Set Independent Namespace";
      case NAMESPACE_USER_DATA_FORMAT -> "Namespace User Data Format";
      case IO_COMMAND_SET_SPECIFIC_NAMESPACE_USER_DATA_FORMAT ->
          "I/O Command Set Specific Namespace User Data Format";
      case ALLOCATED_NAMESPACE_ID_LIST -> "Allocated Namespace ID List";
      case IDENTIFY_ALLOCATED_NAMESPACE -> "Identify Allocated Namespace";
      case NAMESPACE_ATTACHED_CONTROLLER_LIST -> "Namespace Attached Controller List";
      case CONTROLLER_LIST -> "Controller List";
      case PRIMARY_CONTROLLER_CAPABILITIES -> "Primary Controller Capabilities";
      case SECONDARY_CONTROLLER_LIST -> "Secondary Controller List";
      case NAMESPACE_GRANULARITY_LIST -> "Namespace Granularity List";
      case UUID_LIST -> "UUID List";
      case DOMAIN_LIST -> "Domain List";
      case ENDURANCE_GROUP_LIST -> "Endurance Group List";
      case IO_COMMAND_SET_SPECIFIC_ALLOCATED_NAMESPACE_ID_LIST ->
          "I/O Command Set Specific Allocated Namespace ID List";
      case IO_COMMAND_SET_SPECIFIC_ALLOCATED_NAMESPACE ->
          "I/O Command Set Specific Allocated Namespace";
      case IO_COMMAND_SET_DATA_STRUCTURE -> "I/O Command Set Data Structure";
      case UNDERLYING_NAMESPACE_LIST -> "Underlying Namespace List";
      case PORTS_LIST -> "Ports List";
      case IO_COMMAND_SET_INDEPENDENT_ALLOCATED_NAMESPACE ->
          "I/O Command Set Independent Allocated Namespace";
      case SUPPORTED_CONTROLLER_STATE_FORMATS -> "Supported Controller State Formats";
      default -> String.format("CNS %02xh", cns);
    };
  }
}
