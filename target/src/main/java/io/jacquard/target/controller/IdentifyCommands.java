package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IoCommandSetVectors;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.NvmIdentifyController;
import io.jacquard.nvme.identify.NvmIdentifyNamespace;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/** Identify of an I/O controller (NVMe Base 2.1, 5.1.13). Confined to the controller's loop. */
final class IdentifyCommands {
  private static final int CONTROLLER_ID_UNUSED = 0xFFFF;
  private static final int ANY_COMMAND_SET = -1;

  private final IoController controller;

  IdentifyCommands(IoController controller) {
    this.controller = controller;
  }

  void execute(Command command) {
    Identify identify = Identify.decode(command.sqe());
    switch (identify.cns()) {
      case Cns.IDENTIFY_NAMESPACE ->
          namespace(command, identify, NamespaceStructures::identifyNamespace);
      case Cns.IDENTIFY_CONTROLLER -> reply(command, IoControllerIdentity.of(controller)::encode);
      case Cns.ACTIVE_NAMESPACE_ID_LIST -> activeList(command, identify, ANY_COMMAND_SET);
      case Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST -> descriptors(command, identify);
      case Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE,
          Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER,
          Cns.IO_COMMAND_SET_SPECIFIC_ACTIVE_NAMESPACE_ID_LIST ->
          commandSetSpecific(command, identify);
      case Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE ->
          namespace(command, identify, NamespaceStructures::independent);
      case Cns.IO_COMMAND_SET_DATA_STRUCTURE -> commandSets(command, identify);
      default -> refuse(command, Status.INVALID_FIELD);
    }
  }

  private void commandSetSpecific(Command command, Identify identify) {
    switch (identify.csi()) {
      case CommandSetIdentifier.NVM -> nvm(command, identify);
      case CommandSetIdentifier.ZONED_NAMESPACE -> zoned(command, identify);
      default -> refuse(command, Status.INVALID_FIELD);
    }
  }

  private void nvm(Command command, Identify identify) {
    switch (identify.cns()) {
      // Zoned namespaces have this structure too: their command set builds on the NVM command set.
      case Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE ->
          namespace(command, identify, ignored -> NvmIdentifyNamespace.builder().build()::encode);
      case Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER ->
          // No limits are reported: zero is "no limit" in every field.
          reply(command, NvmIdentifyController.builder().build()::encode);
      default -> activeList(command, identify, CommandSetIdentifier.NVM);
    }
  }

  private void zoned(Command command, Identify identify) {
    switch (identify.cns()) {
      case Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE -> {
        Optional<ExportedNamespace> found = found(identify.nsid());
        if (found.isPresent() && found.get().medium().zones().isEmpty()) {
          refuse(command, Status.INVALID_FIELD);
        } else {
          namespace(command, identify, ZonedStructures::identifyNamespace);
        }
      }
      case Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER ->
          reply(command, ZonedStructures.identifyController(controller));
      default -> activeList(command, identify, CommandSetIdentifier.ZONED_NAMESPACE);
    }
  }

  /** A structure of one namespace; that of an inactive one is all zero. */
  private void namespace(
      Command command,
      Identify identify,
      Function<ExportedNamespace, Consumer<ByteBuffer>> structure) {
    Optional<ExportedNamespace> found = found(identify.nsid());
    if (found.isPresent()) {
      reply(command, structure.apply(found.get()));
    } else if (isPossible(identify.nsid())) {
      reply(command, bytes -> {});
    } else {
      refuse(command, Status.INVALID_NAMESPACE_OR_FORMAT);
    }
  }

  private static boolean isPossible(int nsid) {
    return nsid >= 1 && nsid <= NamespaceDefinition.LAST_NSID;
  }

  private void activeList(Command command, Identify identify, int commandSet) {
    if (Integer.compareUnsigned(identify.nsid(), Sqe.NSID_ALL - 1) >= 0) {
      refuse(command, Status.INVALID_NAMESPACE_OR_FORMAT);
      return;
    }
    List<Integer> nsids =
        snapshot().namespaces().stream()
            .filter(controller::shows)
            .filter(one -> commandSet == ANY_COMMAND_SET || one.commandSet() == commandSet)
            .map(ExportedNamespace::nsid)
            .filter(nsid -> Integer.compareUnsigned(nsid, identify.nsid()) > 0)
            .limit(NamespaceIdList.MAX_ENTRIES)
            .toList();
    reply(command, new NamespaceIdList(nsids)::encode);
  }

  private void descriptors(Command command, Identify identify) {
    Optional<ExportedNamespace> found = found(identify.nsid());
    if (found.isEmpty()) {
      refuse(command, Status.INVALID_NAMESPACE_OR_FORMAT);
      return;
    }
    reply(
        command,
        new NamespaceDescriptors(found.get().identity(), OptionalInt.of(found.get().commandSet()))
            ::encode);
  }

  private void commandSets(Command command, Identify identify) {
    if (identify.cntid() != CONTROLLER_ID_UNUSED && identify.cntid() != controller.controllerId()) {
      refuse(command, Status.INVALID_FIELD);
      return;
    }
    reply(command, IoCommandSetVectors.NVM_AND_ZONED::encode);
  }

  private Optional<ExportedNamespace> found(int nsid) {
    return Optional.ofNullable(snapshot().namespace(nsid)).filter(controller::shows);
  }

  private Subsystem snapshot() {
    return controller.roster().current();
  }

  private void reply(Command command, Consumer<ByteBuffer> structure) {
    AdminData.reply(command, AdminData.encoded(Identify.DATA_BYTES, structure), 0);
    controller.finish(command, Status.SUCCESS, 0);
  }

  private void refuse(Command command, int status) {
    controller.finish(command, Status.withDnr(status), 0);
  }
}
