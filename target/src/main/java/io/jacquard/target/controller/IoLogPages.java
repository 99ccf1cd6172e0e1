package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.FirmwareSlotLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.MiCommandEffectsLog;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.IoCommandSupport;
import io.jacquard.target.subsystem.OpcodeSet;
import io.jacquard.target.subsystem.Subsystem;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The log pages of an I/O controller (NVMe Base 2.1, 5.1.12). Confined to the controller's loop.
 */
final class IoLogPages implements LogPages.Source {
  private static final Set<Integer> PAGES =
      Set.of(
          LogPageId.ERROR_INFORMATION,
          LogPageId.SMART_HEALTH,
          LogPageId.FIRMWARE_SLOT_INFORMATION,
          LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST,
          LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS,
          LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS,
          LogPageId.NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS);

  /** Data units of the SMART log: 1000 times 512 bytes. */
  private static final long DATA_UNIT = 512_000;

  /** Percent of the spare capacity: nothing here wears out. */
  private static final int ALL_SPARE_LEFT = 100;

  private static final int FIRST_SLOT = 1;
  private static final int IO_OPCODES = 256;

  private final IoController controller;
  private final Features features;
  private final TemperatureFeature temperature;
  private final Set<Integer> changed = new TreeSet<>();

  IoLogPages(IoController controller, Features features, TemperatureFeature temperature) {
    this.controller = controller;
    this.features = features;
    this.temperature = temperature;
  }

  /** Namespaces came, went or changed their size. */
  void changed(Set<Integer> nsids) {
    changed.addAll(nsids);
  }

  @Override
  public Set<Integer> pages() {
    return PAGES;
  }

  @Override
  public Optional<ByteBuffer> page(GetLogPage request) {
    return switch (request.lid()) {
      case LogPageId.ERROR_INFORMATION -> Optional.of(controller.errorLog().page());
      case LogPageId.SMART_HEALTH -> smart(request);
      case LogPageId.FIRMWARE_SLOT_INFORMATION -> Optional.of(firmwareSlots());
      case LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST -> Optional.of(changedNamespaces());
      case LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS -> commands(request.csi());
      case LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS -> Optional.of(features.effects());
      // There is no management interface, so none of its commands.
      case LogPageId.NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS ->
          Optional.of(LogPages.bytesOf(MiCommandEffectsLog.builder().build()));
      default -> Optional.empty();
    };
  }

  @Override
  public void heard(int lid) {
    if (lid == LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST) {
      changed.clear();
    }
  }

  /** Only for the whole controller. */
  private Optional<ByteBuffer> smart(GetLogPage request) {
    if (request.nsid() != 0 && request.nsid() != Sqe.NSID_ALL) {
      return Optional.empty();
    }
    IoCounters done = controller.ioDone();
    Structure.Builder<SmartHealthLog> log = SmartHealthLog.builder();
    int warnings = temperature.isCrossed() ? AsyncEventConfiguration.TEMPERATURE_WARNING : 0;
    log.set(SmartHealthLog.CW, warnings)
        .set(SmartHealthLog.CTEMP, TemperatureFeature.COMPOSITE)
        .set(SmartHealthLog.AVSP, ALL_SPARE_LEFT)
        .setBig(SmartHealthLog.DUR, units(done.bytesRead()))
        .setBig(SmartHealthLog.DUW, units(done.bytesWritten()))
        .setBig(SmartHealthLog.HRC, BigInteger.valueOf(done.reads()))
        .setBig(SmartHealthLog.HWC, BigInteger.valueOf(done.writes()))
        .setBig(SmartHealthLog.PWRC, BigInteger.ONE)
        .setBig(SmartHealthLog.POH, BigInteger.valueOf(uptime().toHours()))
        .setBig(SmartHealthLog.MDIE, BigInteger.valueOf(done.mediaErrors()))
        .setBig(SmartHealthLog.NEILE, BigInteger.valueOf(controller.errorLog().count()));
    return Optional.of(LogPages.bytesOf(log.build()));
  }

  private static BigInteger units(long bytes) {
    return BigInteger.valueOf(Math.ceilDiv(bytes, DATA_UNIT));
  }

  private static Duration uptime() {
    return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
  }

  private static ByteBuffer firmwareSlots() {
    return LogPages.bytesOf(
        FirmwareSlotLog.builder()
            .set(FirmwareSlotLog.AFI, FIRST_SLOT)
            .setText(FirmwareSlotLog.FRS1, FirmwareRevision.current())
            .build());
  }

  private ByteBuffer changedNamespaces() {
    return AdminData.encoded(
        NamespaceIdList.BYTES, NamespaceIdList.ofChanged(List.copyOf(changed))::encode);
  }

  /** Of one command set that the controller has. */
  private Optional<ByteBuffer> commands(int commandSet) {
    if (commandSet != CommandSetIdentifier.NVM
        && commandSet != CommandSetIdentifier.ZONED_NAMESPACE) {
      return Optional.empty();
    }
    Structure.Builder<CommandEffectsLog> log = CommandEffectsLog.builder();
    for (int opcode : IoController.ADMIN_COMMANDS) {
      log.set(CommandEffectsLog.admin(opcode), CommandEffectsLog.SUPPORTED);
    }
    log.set(CommandEffectsLog.admin(AdminOpcode.FABRICS), CommandEffectsLog.SUPPORTED);
    log.set(CommandEffectsLog.io(NvmOpcode.FABRICS), CommandEffectsLog.SUPPORTED);
    OpcodeSet supported = supported(commandSet);
    for (int opcode = 0; opcode < IO_OPCODES; opcode++) {
      if (supported.has(opcode)) {
        log.set(CommandEffectsLog.io(opcode), effects(opcode));
      }
    }
    return Optional.of(LogPages.bytesOf(log.build()));
  }

  /** What every namespace can do, and what those of the command set can do. */
  private OpcodeSet supported(int commandSet) {
    Subsystem subsystem = controller.roster().current();
    OpcodeSet supported = IoCommandSupport.opcodes(commandSet, subsystem.capabilities());
    for (ExportedNamespace namespace : subsystem.namespaces()) {
      if (namespace.commandSet() == commandSet) {
        supported = supported.with(namespace.opcodes());
      }
    }
    return supported;
  }

  private static int effects(int opcode) {
    return switch (opcode) {
      case NvmOpcode.WRITE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.DATASET_MANAGEMENT,
          NvmOpcode.COPY,
          NvmOpcode.ZONE_MANAGEMENT_SEND,
          NvmOpcode.ZONE_APPEND ->
          CommandEffectsLog.SUPPORTED | CommandEffectsLog.CONTENT_CHANGE;
      default -> CommandEffectsLog.SUPPORTED;
    };
  }
}
