package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.IndependentIdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.FeatureEffectsLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SupportedLogPagesLog;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.subsystem.BackingController;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * What hosts are told in place of what a passthrough subsystem's device says of itself, where that
 * would be wrong over fabrics.
 */
final class PassedStructures {
  private static final int SUPPORTED_PAGES_BYTES = 1024;
  private static final int OPCODES = 256;

  private static final NamespaceIdentity NO_IDENTITY =
      new NamespaceIdentity(Eui64.NONE, Nguid.NONE, NamespaceIdentity.NO_UUID);

  private final IoController controller;
  private final BackingController device;
  private final PassedCommandPolicy policy;

  PassedStructures(IoController controller, BackingController device, PassedCommandPolicy policy) {
    this.controller = controller;
    this.device = device;
    this.policy = policy;
  }

  /** True if a log page is put right as a whole before the part that was asked for is cut out. */
  static boolean isWholePage(int lid) {
    return switch (lid) {
      case LogPageId.SUPPORTED_LOG_PAGES,
          LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS,
          LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS ->
          true;
      default -> false;
    };
  }

  private static int size(int lid) {
    return lid == LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS
        ? CommandEffectsLog.LAYOUT.size()
        : SUPPORTED_PAGES_BYTES;
  }

  /** True if the part that a command asks for begins in the page. */
  boolean canCut(GetLogPage request) {
    return !request.indexOffset()
        && (request.offset() & 3) == 0
        && Long.compareUnsigned(request.offset(), size(request.lid())) <= 0;
  }

  /** Has a command ask for all of such a page. */
  void askForAll(Sqe sqe) {
    GetLogPage part = GetLogPage.decode(sqe);
    new GetLogPage(
            part.nsid(),
            part.lid(),
            part.lsp(),
            part.retainEvent(),
            size(part.lid()),
            part.lsi(),
            0,
            false,
            part.uuidIndex(),
            part.csi())
        .encode(sqe);
  }

  /** A page for {@link #isWholePage} with what the exported controller can do. */
  ByteBuffer logPage(int lid, ByteBuffer page) {
    return switch (lid) {
      case LogPageId.SUPPORTED_LOG_PAGES -> supportedPages(SupportedLogPagesLog.decode(page));
      case LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS -> commands(CommandEffectsLog.decode(page));
      default -> features(FeatureEffectsLog.decode(page));
    };
  }

  private ByteBuffer supportedPages(SupportedLogPagesLog log) {
    Structure.Builder<SupportedLogPagesLog> own = SupportedLogPagesLog.builder().from(log);
    for (int lid = 0; lid < OPCODES; lid++) {
      if (controller.logPages().isOwn(lid)) {
        own.set(SupportedLogPagesLog.page(lid), SupportedLogPagesLog.SUPPORTED);
      } else if (!policy.passesLogPage(lid)) {
        own.set(SupportedLogPagesLog.page(lid), 0);
      }
    }
    return LogPages.bytesOf(own.build());
  }

  private ByteBuffer commands(CommandEffectsLog log) {
    Structure.Builder<CommandEffectsLog> own = CommandEffectsLog.builder().from(log);
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      if (IoController.ADMIN_COMMANDS.contains(opcode) || opcode == AdminOpcode.FABRICS) {
        own.set(CommandEffectsLog.admin(opcode), CommandEffectsLog.SUPPORTED);
      } else if (!policy.passesOther(opcode)) {
        own.set(CommandEffectsLog.admin(opcode), 0);
      }
      if (!policy.passesIo(opcode)) {
        own.set(CommandEffectsLog.io(opcode), 0);
      }
    }
    own.set(CommandEffectsLog.io(NvmOpcode.FABRICS), CommandEffectsLog.SUPPORTED);
    return LogPages.bytesOf(own.build());
  }

  private ByteBuffer features(FeatureEffectsLog log) {
    Structure.Builder<FeatureEffectsLog> own = FeatureEffectsLog.builder().from(log);
    for (int fid = 0; fid < OPCODES; fid++) {
      if (!policy.passesFeature(fid)) {
        int effects = FeatureEffectsLog.SUPPORTED | FeatureEffectsLog.SCOPE_CONTROLLER;
        own.set(FeatureEffectsLog.feature(fid), controller.features().isKnown(fid) ? effects : 0);
      }
    }
    return LogPages.bytesOf(own.build());
  }

  /** The answer to an Identify that the device has executed. */
  ByteBuffer identify(Sqe sqe, ByteBuffer answer) {
    return switch (sqe.cdw10() & 0xFF) {
      case Cns.IDENTIFY_CONTROLLER ->
          LogPages.bytesOf(
              PassedControllerIdentity.of(controller, IdentifyController.decode(answer), policy));
      case Cns.IDENTIFY_NAMESPACE -> LogPages.bytesOf(namespace(IdentifyNamespace.decode(answer)));
      case Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST -> descriptors(answer);
      case Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE ->
          LogPages.bytesOf(independent(IndependentIdentifyNamespace.decode(answer)));
      default -> answer;
    };
  }

  /** Without what cannot be carried: metadata, protection information, reservations, ANA. */
  private IdentifyNamespace namespace(IdentifyNamespace found) {
    if (found.isInactive()) {
      return found;
    }
    Structure.Builder<IdentifyNamespace> own = IdentifyNamespace.builder().from(found);
    for (int i = 0; i < IdentifyNamespace.LBA_FORMATS; i++) {
      if (found.lbaFormat(i).ms() != 0) {
        own.setInt(IdentifyNamespace.lbaf(i), 0);
      }
    }
    own.set(IdentifyNamespace.MC, 0)
        .set(IdentifyNamespace.DPC, 0)
        .set(IdentifyNamespace.DPS, 0)
        .set(IdentifyNamespace.RESCAP, 0)
        .setInt(IdentifyNamespace.ANAGRPID, 0)
        .set(
            IdentifyNamespace.NMIC,
            found.get(IdentifyNamespace.NMIC) | IdentifyNamespace.NMIC_SHARED);
    if (clearsIds()) {
      own.setBytes(IdentifyNamespace.NGUID, new byte[IdentifyNamespace.NGUID.length()])
          .setBytes(IdentifyNamespace.EUI64, new byte[IdentifyNamespace.EUI64.length()]);
    }
    return own.build();
  }

  private static IndependentIdentifyNamespace independent(IndependentIdentifyNamespace found) {
    return IndependentIdentifyNamespace.builder()
        .from(found)
        .set(
            IndependentIdentifyNamespace.NMIC,
            found.get(IndependentIdentifyNamespace.NMIC) | IndependentIdentifyNamespace.NMIC_SHARED)
        .set(IndependentIdentifyNamespace.RESCAP, 0)
        .setInt(IndependentIdentifyNamespace.ANAGRPID, 0)
        .build();
  }

  private ByteBuffer descriptors(ByteBuffer answer) {
    if (!clearsIds()) {
      return answer;
    }
    try {
      NamespaceDescriptors found = NamespaceDescriptors.decode(answer);
      return AdminData.encoded(
          Identify.DATA_BYTES, new NamespaceDescriptors(NO_IDENTITY, found.csi())::encode);
    } catch (MalformedException e) {
      // It cannot be told what in it is an identifier.
      return AdminData.encoded(Identify.DATA_BYTES, bytes -> {});
    }
  }

  /**
   * Unless it was configured: hidden from a host on this machine, which has the device already and
   * takes no second namespace with the same identifiers.
   */
  private boolean clearsIds() {
    return device.definition().clearIds().orElseGet(this::isHostHere);
  }

  private boolean isHostHere() {
    TransportAddress here = controller.hostQueue().connection().localAddress();
    try {
      return here.type() == TransportType.LOOP
          || here.toSocketAddress().getAddress().isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(here + " has a connection and is no address", e);
    }
  }
}
