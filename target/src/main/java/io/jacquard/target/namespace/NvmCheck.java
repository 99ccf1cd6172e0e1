package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Decides whether an I/O command is right for a namespace, before anything is done (NVM Command Set
 * 1.1, 3.2 "I/O Commands"). What is wrong stays wrong, so every refusal has Do Not Retry set.
 * Allocates nothing.
 */
final class NvmCheck {
  /** CDW12 of commands with a logical block range: PRACT and PRCHK (PRINFO), bits 29:26. */
  private static final int PRINFO = 0xF << 26;

  /** CDW12 likewise: Storage Tag Check, bit 24. */
  private static final int STORAGE_TAG_CHECK = 1 << 24;

  /** CDW12 of Write and Copy: Directive Type, bits 23:20. */
  private static final int DIRECTIVE_TYPE = 0xF << 20;

  // Copy: CDW12 bits 11:8 descriptor format, 15:12 PRINFOR, 25:24 storage tag checks, 29:26
  // PRINFOW.
  private static final int COPY_FORMAT_SHIFT = 8;
  private static final int COPY_PRINFO_READ = 0xF << 12;
  private static final int COPY_STORAGE_TAG_CHECKS = 3 << 24;

  private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);
  private static final int OUT_OF_RANGE = Status.withDnr(Status.LBA_OUT_OF_RANGE);
  private static final int WRONG_LENGTH = Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
  private static final int WRITE_PROTECTED = Status.withDnr(Status.NAMESPACE_WRITE_PROTECTED);
  private static final int UNKNOWN = Status.withDnr(Status.INVALID_OPCODE);
  private static final int TOO_MUCH = Status.withDnr(Status.COMMAND_SIZE_LIMIT_EXCEEDED);

  private final boolean compare;
  private final boolean fused;
  private final boolean writeZeroes;
  private final boolean verify;
  private final boolean copy;

  NvmCheck(Set<Capability> capabilities) {
    compare = capabilities.contains(Capability.COMPARE);
    fused = capabilities.contains(Capability.COMPARE_AND_WRITE);
    writeZeroes = capabilities.contains(Capability.WRITE_ZEROES);
    verify = capabilities.contains(Capability.VERIFY);
    copy = capabilities.contains(Capability.COPY);
  }

  /** Returns 0, or the status to refuse {@code command} with; its fused field is not looked at. */
  int check(Command command, NamespaceGeometry geometry) {
    Sqe sqe = command.sqe();
    return switch (sqe.opcode()) {
      case NvmOpcode.FLUSH -> Status.SUCCESS;
      case NvmOpcode.READ -> transfer(command, geometry, PRINFO | STORAGE_TAG_CHECK);
      case NvmOpcode.WRITE ->
          geometry.readOnly()
              ? WRITE_PROTECTED
              : transfer(command, geometry, PRINFO | STORAGE_TAG_CHECK | DIRECTIVE_TYPE);
      case NvmOpcode.COMPARE ->
          compare ? transfer(command, geometry, PRINFO | STORAGE_TAG_CHECK) : UNKNOWN;
      case NvmOpcode.VERIFY -> verify ? range(sqe, geometry) : UNKNOWN;
      case NvmOpcode.WRITE_ZEROES -> {
        int allowed = geometry.readOnly() ? WRITE_PROTECTED : range(sqe, geometry);
        yield writeZeroes ? allowed : UNKNOWN;
      }
      case NvmOpcode.DATASET_MANAGEMENT -> datasetManagement(command, geometry);
      case NvmOpcode.COPY -> copy ? copy(command, geometry) : UNKNOWN;
      default -> UNKNOWN;
    };
  }

  /**
   * Returns 0, or the status for the first command of a pair that cannot be one (NVM Command Set
   * 1.1, 2.1.3 "Fused Operations"). Each has been checked by itself.
   */
  int pair(Sqe first, Sqe second, NamespaceGeometry geometry) {
    if (!fused || first.opcode() != NvmOpcode.COMPARE || second.opcode() != NvmOpcode.WRITE) {
      return INVALID_FIELD;
    }
    if (first.slba() != second.slba() || first.nlb() != second.nlb()) {
      return INVALID_FIELD;
    }
    if (first.blocks() > geometry.atomicWriteBlocks()) {
      return Status.withDnr(Status.ATOMIC_WRITE_UNIT_EXCEEDED);
    }
    return Status.SUCCESS;
  }

  private static int transfer(Command command, NamespaceGeometry geometry, int unsupported) {
    Sqe sqe = command.sqe();
    if ((sqe.cdw12() & unsupported) != 0) {
      return INVALID_FIELD;
    }
    if (!inRange(sqe.slba(), sqe.blocks(), geometry)) {
      return OUT_OF_RANGE;
    }
    long bytes = (long) sqe.blocks() << geometry.blockShift();
    return bytes == command.length() ? Status.SUCCESS : WRONG_LENGTH;
  }

  private static int range(Sqe sqe, NamespaceGeometry geometry) {
    if ((sqe.cdw12() & (PRINFO | STORAGE_TAG_CHECK)) != 0) {
      return INVALID_FIELD;
    }
    return inRange(sqe.slba(), sqe.blocks(), geometry) ? Status.SUCCESS : OUT_OF_RANGE;
  }

  private static int datasetManagement(Command command, NamespaceGeometry geometry) {
    int ranges = DatasetRange.count(command.sqe());
    // Hosts such as Linux send room for all 256 ranges whatever their number.
    if (command.length() < ranges * DatasetRange.BYTES) {
      return WRONG_LENGTH;
    }
    if (!dsmDeallocates(command.sqe())) {
      return Status.SUCCESS;
    }
    if (geometry.readOnly()) {
      return WRITE_PROTECTED;
    }
    for (int i = 0; i < ranges; i++) {
      if (!inRange(
          DatasetRange.start(data(command), i), DatasetRange.blocks(data(command), i), geometry)) {
        return OUT_OF_RANGE;
      }
    }
    return Status.SUCCESS;
  }

  private static int copy(Command command, NamespaceGeometry geometry) {
    Sqe sqe = command.sqe();
    int unsupported = COPY_PRINFO_READ | COPY_STORAGE_TAG_CHECKS | PRINFO | DIRECTIVE_TYPE;
    int format = sqe.cdw12() >>> COPY_FORMAT_SHIFT & 0xF;
    if ((sqe.cdw12() & unsupported) != 0 || (NvmLimits.COPY_FORMATS & 1 << format) == 0) {
      return INVALID_FIELD;
    }
    if (geometry.readOnly()) {
      return WRITE_PROTECTED;
    }
    int ranges = CopySourceRange.count(sqe);
    if (ranges > NvmLimits.COPY_RANGES) {
      return TOO_MUCH;
    }
    if (command.length() < ranges * CopySourceRange.BYTES) {
      return WRONG_LENGTH;
    }
    return copyRanges(command, ranges, geometry);
  }

  private static int copyRanges(Command command, int ranges, NamespaceGeometry geometry) {
    long total = 0;
    for (int i = 0; i < ranges; i++) {
      int blocks = CopySourceRange.blocks(data(command), i);
      total += blocks;
      if (blocks > NvmLimits.copyRangeBlocks(geometry.blockSize())) {
        return TOO_MUCH;
      }
      if (!inRange(CopySourceRange.start(data(command), i), blocks, geometry)) {
        return OUT_OF_RANGE;
      }
    }
    if (total > NvmLimits.copyBlocks(geometry.blockSize())) {
      return TOO_MUCH;
    }
    long to = command.sqe().slba();
    if (!inRange(to, total, geometry)) {
      return OUT_OF_RANGE;
    }
    for (int i = 0; i < ranges; i++) {
      long from = CopySourceRange.start(data(command), i);
      if (from < to + total && to < from + CopySourceRange.blocks(data(command), i)) {
        return Status.withDnr(Status.OVERLAPPING_IO_RANGE);
      }
    }
    return Status.SUCCESS;
  }

  /** All values unsigned; written so that nothing can overflow. */
  private static boolean inRange(long slba, long blocks, NamespaceGeometry geometry) {
    long size = geometry.blocks();
    return slba >= 0 && slba <= size && blocks <= size - slba;
  }

  /** Whether a Dataset Management is more than a hint. */
  static boolean dsmDeallocates(Sqe sqe) {
    return (sqe.cdw11() & DatasetRange.ATTRIBUTE_DEALLOCATE) != 0;
  }

  private static ByteBuffer data(Command command) {
    return command.data().bytes();
  }
}
