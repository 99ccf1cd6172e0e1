package io.jacquard.target.controller;

import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.IoCommandSupport;

/** What can be said of an I/O command when its capsule arrives, before any data moves. */
final class IoCommandCheck {
  /** Bytes of one range of Dataset Management. */
  private static final int RANGE_BYTES = 16;

  /** Bytes of one source range of Copy in descriptor formats 0 and 2; 1 and 3 have 40. */
  private static final int SOURCE_RANGE_BYTES = 32;

  /** Number of Ranges, CDW10 of Dataset Management and CDW12 of Copy, bits 7:0, 0's-based. */
  private static final int RANGES = 0xFF;

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
              dataBytes >= ((sqe.cdw10() & RANGES) + 1) * RANGE_BYTES;
          case NvmOpcode.COPY -> dataBytes >= ((sqe.cdw12() & RANGES) + 1) * SOURCE_RANGE_BYTES;
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
