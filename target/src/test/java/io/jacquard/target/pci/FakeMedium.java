package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The blocks of a namespace, and how its controller moves data by PRPs and SGLs. */
final class FakeMedium {
  static final int BLOCK = 512;
  private static final int PAGE = 4096;

  private final FakeMemory memory;
  private final byte[] bytes;
  private int sgls;
  private int lists;

  FakeMedium(FakeMemory memory, int blocks) {
    this.memory = memory;
    this.bytes = new byte[blocks * BLOCK];
  }

  int blocks() {
    return bytes.length / BLOCK;
  }

  /** Commands that had a scatter gather list, and those that had a PRP list. */
  int sgls() {
    return sgls;
  }

  int prpLists() {
    return lists;
  }

  /** Carries a command out; returns its status. */
  int execute(Sqe sqe) {
    int length = sqe.blocks() * BLOCK;
    long at = sqe.slba() * BLOCK;
    return switch (sqe.opcode()) {
      case NvmOpcode.FLUSH -> Status.SUCCESS;
      case NvmOpcode.IO_MANAGEMENT_RECEIVE -> Status.SUCCESS; // and has nothing to tell
      case NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE -> {
        if (sqe.slba() < 0 || sqe.slba() + sqe.blocks() > blocks()) {
          yield Status.withDnr(Status.LBA_OUT_OF_RANGE);
        }
        yield transfer(sqe, (int) at, length);
      }
      default -> Status.withDnr(Status.INVALID_OPCODE);
    };
  }

  private int transfer(Sqe sqe, int at, int length) {
    int done = 0;
    MemorySegment mine = MemorySegment.ofArray(bytes);
    for (MemorySegment piece : pieces(sqe, length)) {
      if (piece.byteSize() == 0) {
        return Status.withDnr(Status.DATA_TRANSFER_ERROR);
      }
      MemorySegment here = mine.asSlice(at + done, piece.byteSize());
      switch (sqe.opcode()) {
        case NvmOpcode.READ -> piece.copyFrom(here);
        case NvmOpcode.WRITE -> here.copyFrom(piece);
        default -> {
          if (here.mismatch(piece) >= 0) {
            return Status.withDnr(Status.COMPARE_FAILURE);
          }
        }
      }
      done += (int) piece.byteSize();
    }
    return Status.SUCCESS;
  }

  /** Where a command's data is. */
  List<MemorySegment> pieces(Sqe sqe, int length) {
    if (sqe.psdt() == Sqe.PSDT_SGL) {
      sgls++;
      if (sqe.sgl1().length() != length || sqe.sgl1().identifier() != 0) {
        throw new AssertionError("an SGL of " + sqe.sgl1() + " for " + length + " bytes");
      }
      return List.of(memory.at(sqe.sgl1().address(), length));
    }
    List<MemorySegment> pieces = new ArrayList<>();
    long first = sqe.prp1();
    if ((first & 3) != 0) {
      throw new AssertionError("PRP entry 1 is not a multiple of 4");
    }
    int part = (int) Math.min(length, PAGE - (first & PAGE - 1));
    pieces.add(memory.at(first, part));
    int left = length - part;
    if (left == 0) {
      return pieces;
    }
    if (left <= PAGE) {
      pieces.add(memory.at(aligned(sqe.prp2()), left));
      return pieces;
    }
    lists++;
    for (int i = 0; left > 0; i++) {
      MemorySegment entry = memory.at(sqe.prp2() + (long) i * Long.BYTES, Long.BYTES);
      int size = Math.min(left, PAGE);
      pieces.add(memory.at(aligned(entry.get(JAVA_LONG, 0)), size));
      left -= size;
    }
    return pieces;
  }

  private static long aligned(long address) {
    if ((address & PAGE - 1) != 0) {
      throw new AssertionError("a PRP entry within a page: " + Long.toHexString(address));
    }
    return address;
  }
}
