package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.FeatureSelect;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import io.jacquard.target.subsystem.ExportedNamespace;
import java.util.Set;

/**
 * Which admin commands of hosts go to the device of a passthrough subsystem: what is in these lists
 * does, everything else is answered by the exported controller itself, mostly by a refusal.
 *
 * <p>The exported controller keeps what belongs to a host's association: queues, keep alive,
 * events, the host identifier. It refuses what would change the device for the kernel that drives
 * it (interrupts, host memory buffer, host behavior), what cannot work for several hosts
 * (reservations), and what changes the shape of namespaces while they are exported (Format NVM,
 * namespace management): how much data a command moves depends on it.
 */
final class PassedCommandPolicy {
  /** First opcode, log page and feature identifier that belongs to the vendor. */
  private static final int VENDOR_SPECIFIC = 0xC0;

  private static final int FIRST_VENDOR_IO = 0x80;

  private static final Set<Integer> CHANGING_COMMANDS =
      Set.of(
          AdminOpcode.FIRMWARE_COMMIT,
          AdminOpcode.FIRMWARE_IMAGE_DOWNLOAD,
          AdminOpcode.DEVICE_SELF_TEST,
          AdminOpcode.DIRECTIVE_SEND,
          AdminOpcode.DIRECTIVE_RECEIVE,
          AdminOpcode.MI_SEND,
          AdminOpcode.MI_RECEIVE,
          AdminOpcode.LOCKDOWN,
          AdminOpcode.SECURITY_SEND,
          AdminOpcode.SECURITY_RECEIVE,
          AdminOpcode.SANITIZE,
          AdminOpcode.GET_LBA_STATUS);

  private static final Set<Integer> STRUCTURES =
      Set.of(
          Cns.IDENTIFY_NAMESPACE,
          Cns.IDENTIFY_CONTROLLER,
          Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST,
          Cns.NVM_SET_LIST,
          Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE,
          Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER,
          Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE,
          Cns.NAMESPACE_USER_DATA_FORMAT,
          Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE_USER_DATA_FORMAT,
          Cns.UUID_LIST,
          Cns.DOMAIN_LIST,
          Cns.ENDURANCE_GROUP_LIST);

  private static final Set<Integer> LOG_PAGES =
      Set.of(
          LogPageId.SUPPORTED_LOG_PAGES,
          LogPageId.ERROR_INFORMATION,
          LogPageId.SMART_HEALTH,
          LogPageId.FIRMWARE_SLOT_INFORMATION,
          LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS,
          LogPageId.DEVICE_SELF_TEST,
          LogPageId.TELEMETRY_HOST_INITIATED,
          LogPageId.TELEMETRY_CONTROLLER_INITIATED,
          LogPageId.ENDURANCE_GROUP_INFORMATION,
          LogPageId.PREDICTABLE_LATENCY_PER_NVM_SET,
          LogPageId.PREDICTABLE_LATENCY_EVENT_AGGREGATE,
          LogPageId.PERSISTENT_EVENT,
          LogPageId.LBA_STATUS_INFORMATION,
          LogPageId.ENDURANCE_GROUP_EVENT_AGGREGATE,
          LogPageId.MEDIA_UNIT_STATUS,
          LogPageId.SUPPORTED_CAPACITY_CONFIGURATION_LIST,
          LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS,
          LogPageId.ROTATIONAL_MEDIA_INFORMATION,
          LogPageId.FDP_CONFIGURATIONS,
          LogPageId.RECLAIM_UNIT_HANDLE_USAGE,
          LogPageId.FDP_STATISTICS,
          LogPageId.FDP_EVENTS,
          LogPageId.SANITIZE_STATUS,
          LogPageId.CHANGED_ZONE_LIST);

  private static final Set<Integer> FEATURES =
      Set.of(
          FeatureId.ARBITRATION,
          FeatureId.POWER_MANAGEMENT,
          FeatureId.LBA_RANGE_TYPE,
          FeatureId.TEMPERATURE_THRESHOLD,
          FeatureId.ERROR_RECOVERY,
          FeatureId.VOLATILE_WRITE_CACHE,
          FeatureId.WRITE_ATOMICITY_NORMAL,
          FeatureId.AUTONOMOUS_POWER_STATE_TRANSITION,
          FeatureId.TIMESTAMP,
          FeatureId.HOST_CONTROLLED_THERMAL_MANAGEMENT,
          FeatureId.NON_OPERATIONAL_POWER_STATE_CONFIG,
          FeatureId.READ_RECOVERY_LEVEL_CONFIG,
          FeatureId.PREDICTABLE_LATENCY_MODE_CONFIG,
          FeatureId.PREDICTABLE_LATENCY_MODE_WINDOW,
          FeatureId.SANITIZE_CONFIG,
          FeatureId.ENDURANCE_GROUP_EVENT_CONFIGURATION,
          FeatureId.SPINUP_CONTROL,
          FeatureId.FLEXIBLE_DATA_PLACEMENT,
          FeatureId.FLEXIBLE_DATA_PLACEMENT_EVENTS,
          FeatureId.ENHANCED_CONTROLLER_METADATA,
          FeatureId.CONTROLLER_METADATA,
          FeatureId.NAMESPACE_METADATA,
          FeatureId.SOFTWARE_PROGRESS_MARKER,
          FeatureId.NAMESPACE_WRITE_PROTECTION_CONFIG);

  /** What one host changes for all of them, perhaps for ever. */
  private static final Set<Integer> LASTING_FEATURES =
      Set.of(
          FeatureId.SANITIZE_CONFIG,
          FeatureId.SPINUP_CONTROL,
          FeatureId.FLEXIBLE_DATA_PLACEMENT,
          FeatureId.NAMESPACE_WRITE_PROTECTION_CONFIG);

  private final AdminCommands allowed;

  PassedCommandPolicy(AdminCommands allowed) {
    this.allowed = allowed;
  }

  /** True if an admin command goes to the device. */
  boolean passes(Sqe sqe) {
    return switch (sqe.opcode()) {
      case AdminOpcode.IDENTIFY -> STRUCTURES.contains(sqe.cdw10() & 0xFF);
      case AdminOpcode.GET_LOG_PAGE -> passesLogPage(sqe.cdw10() & 0xFF);
      case AdminOpcode.GET_FEATURES -> passesFeature(FeatureSelect.fid(sqe.cdw10()));
      case AdminOpcode.SET_FEATURES -> passesSetting(FeatureSelect.fid(sqe.cdw10()));
      default -> passesOther(sqe.opcode());
    };
  }

  /** True if an opcode that is none of Identify, Get Log Page and the two of features does. */
  boolean passesOther(int opcode) {
    return opcode >= VENDOR_SPECIFIC
        ? isAllowed(AdminCommands.VENDOR)
        : CHANGING_COMMANDS.contains(opcode) && isAllowed(AdminCommands.ALL);
  }

  /** True if an I/O command does. */
  boolean passesIo(int opcode) {
    return !ExportedNamespace.KEPT_BACK.has(opcode)
        && (opcode < FIRST_VENDOR_IO || isAllowed(AdminCommands.VENDOR));
  }

  /** True if a log page is the device's. */
  boolean passesLogPage(int lid) {
    boolean vendor = lid >= VENDOR_SPECIFIC && isAllowed(AdminCommands.VENDOR);
    return LOG_PAGES.contains(lid) || vendor;
  }

  /** True if a feature is the device's. */
  boolean passesFeature(int fid) {
    boolean vendor = fid >= VENDOR_SPECIFIC && isAllowed(AdminCommands.VENDOR);
    return FEATURES.contains(fid) || vendor;
  }

  /** True if a feature is the device's and hosts may change it. */
  private boolean passesSetting(int fid) {
    return passesFeature(fid) && (!LASTING_FEATURES.contains(fid) || isAllowed(AdminCommands.ALL));
  }

  /** True if at least these commands are allowed. */
  boolean isAllowed(AdminCommands least) {
    return allowed.compareTo(least) >= 0;
  }
}
