package io.jacquard.target.controller;

import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.command.TransferLength;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.IoCommandSupport;
import io.jacquard.target.subsystem.OpcodeSet;
import java.util.EnumSet;

/** What can be said of an I/O command when its capsule arrives, before any data moves. */
final class IoCommandCheck {
  private static final OpcodeSet ANY_OPCODE =
      IoCommandSupport.opcodes(
          CommandSetIdentifier.ZONED_NAMESPACE, EnumSet.allOf(Capability.class));

  private IoCommandCheck() {}

  /** A fabrics command on an I/O queue: Disconnect only; authentication is never under way. */
  static int fabrics(Sqe sqe) {
    return switch (sqe.fctype()) {
      case FabricsCommandType.DISCONNECT -> Status.SUCCESS;
      case FabricsCommandType.CONNECT,
          FabricsCommandType.AUTHENTICATION_SEND,
          FabricsCommandType.AUTHENTICATION_RECEIVE ->
          Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
      default -> Status.withDnr(Status.INVALID_OPCODE);
    };
  }

  /** The NSID is 0, FFFFFFFFh or that of no active namespace. */
  static int withoutNamespace(int opcode) {
    return Status.withDnr(
        ANY_OPCODE.has(opcode) ? Status.INVALID_NAMESPACE_OR_FORMAT : Status.INVALID_OPCODE);
  }

  /** A command for a namespace. */
  static int check(Sqe sqe, int dataBytes, ExportedNamespace namespace) {
    if (!namespace.opcodes().has(sqe.opcode()) && !namespace.passes(sqe.opcode())) {
      return Status.withDnr(Status.INVALID_OPCODE);
    }
    if (sqe.fuse() != Sqe.FUSE_NONE && !namespace.fuses()) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    return fits(sqe, dataBytes, namespace)
        ? Status.SUCCESS
        : Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
  }

  /**
   * Whether there is as much data as the command says. A namespace that passes commands through is
   * looked at no less: what its controller reads or writes must not lie behind the data.
   */
  private static boolean fits(Sqe sqe, int dataBytes, ExportedNamespace namespace) {
    int opcode = sqe.opcode();
    boolean zoned = namespace.commandSet() == CommandSetIdentifier.ZONED_NAMESPACE;
    if (zoned && opcode == NvmOpcode.ZONE_MANAGEMENT_SEND) {
      return dataBytes >= extensionBytes(sqe, namespace);
    }
    long length = TransferLength.of(sqe, 1 << namespace.blockShift(), zoned);
    if (length == TransferLength.UNKNOWN) {
      // Only a controller that commands are passed through to knows how much it is.
      return dataBytes == 0 || DataDirection.of(opcode, 0) != DataDirection.NONE;
    }
    // Linux always sends room for all 256 ranges of a Dataset Management.
    return length == 0 || TransferLength.exact(opcode) ? dataBytes == length : dataBytes >= length;
  }

  private static int extensionBytes(Sqe sqe, ExportedNamespace namespace) {
    boolean sets =
        ZoneManagementSend.action(sqe) == ZoneSendAction.SET_DESCRIPTOR_EXTENSION
            && !ZoneManagementSend.selectAll(sqe);
    return sets ? namespace.medium().zones().map(ZoneGeometry::extensionBytes).orElse(0) : 0;
  }

  /** True if FUA makes the command durable. */
  static boolean isWrite(int opcode) {
    return opcode == NvmOpcode.WRITE
        || opcode == NvmOpcode.ZONE_APPEND
        || opcode == NvmOpcode.WRITE_ZEROES
        || opcode == NvmOpcode.COPY;
  }
}
