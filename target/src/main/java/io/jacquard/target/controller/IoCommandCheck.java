package io.jacquard.target.controller;

import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.IoCommandSupport;

/** What can be said of an I/O command when its capsule arrives, before any data moves. */
final class IoCommandCheck {
  private static final long ANY_OPCODE =
      1L << NvmOpcode.FLUSH
          | 1L << NvmOpcode.WRITE
          | 1L << NvmOpcode.READ
          | 1L << NvmOpcode.COMPARE
          | 1L << NvmOpcode.WRITE_ZEROES
          | 1L << NvmOpcode.DATASET_MANAGEMENT
          | 1L << NvmOpcode.VERIFY
          | 1L << NvmOpcode.COPY;

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
        IoCommandSupport.supports(ANY_OPCODE, opcode)
            ? Status.INVALID_NAMESPACE_OR_FORMAT
            : Status.INVALID_OPCODE);
  }

  /** A command of the NVM command set for a namespace. */
  static int nvm(Sqe sqe, int dataBytes, ExportedNamespace namespace) {
    int opcode = sqe.opcode();
    if (!IoCommandSupport.supports(namespace.opcodes(), opcode)) {
      return Status.withDnr(Status.INVALID_OPCODE);
    }
    if (sqe.fuse() != Sqe.FUSE_NONE && !namespace.fuses()) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    boolean fits =
        switch (opcode) {
          case NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE ->
              dataBytes == (long) sqe.blocks() << namespace.blockShift();
          // Linux always sends room for all 256 ranges.
          case NvmOpcode.DATASET_MANAGEMENT ->
              dataBytes >= DatasetRange.count(sqe) * DatasetRange.BYTES;
          case NvmOpcode.COPY ->
              // Source ranges of descriptor formats 1 and 3 are longer still.
              dataBytes >= CopySourceRange.count(sqe) * CopySourceRange.BYTES;
          default -> dataBytes == 0;
        };
    return fits ? Status.SUCCESS : Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
  }

  /** True if FUA makes the command durable. */
  static boolean isWrite(int opcode) {
    return opcode == NvmOpcode.WRITE
        || opcode == NvmOpcode.WRITE_ZEROES
        || opcode == NvmOpcode.COPY;
  }
}
