package io.jacquard.nvme.feature;

/**
 * Asynchronous Event Configuration, feature 0Bh (NVMe Base 2.1, 5.1.25). The bits from 8 on are
 * those of OAES in Identify Controller.
 *
 * @param value command dword 11
 */
public record AsyncEventConfiguration(int value) {
  /** SMART / Health critical warnings, bits 7:0, in the places they have in that log. */
  public static final int CRITICAL_WARNINGS = 0xFF;

  /** Critical warning: the temperature is at or beyond a threshold. */
  public static final int TEMPERATURE_WARNING = 1 << 1;

  /** Attached Namespace Attribute Notices. */
  public static final int NAMESPACE_ATTRIBUTE = 1 << 8;

  /** Firmware Activation Notices. */
  public static final int FIRMWARE_ACTIVATION = 1 << 9;

  /** Telemetry Log Notices. */
  public static final int TELEMETRY_LOG = 1 << 10;

  /** Asymmetric Namespace Access Change Notices. */
  public static final int ANA_CHANGE = 1 << 11;

  /** Predictable Latency Event Aggregate Log Change Notices. */
  public static final int PREDICTABLE_LATENCY = 1 << 12;

  /** LBA Status Information Alert Notices. */
  public static final int LBA_STATUS = 1 << 13;

  /** Endurance Group Event Aggregate Log Page Change Notices. */
  public static final int ENDURANCE_GROUP = 1 << 14;

  /** Normal NVM Subsystem Shutdown. */
  public static final int NORMAL_SHUTDOWN = 1 << 15;

  /** Zone Descriptor Changed Notices. */
  public static final int ZONE_DESCRIPTOR = 1 << 27;

  /** Discovery Log Page Change Notification. */
  public static final int DISCOVERY_LOG_PAGE = 1 << 31;

  /** Whether notices of this bit are on. */
  public boolean has(int bit) {
    return (value & bit) != 0;
  }
}
