package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Blocks in memory, for a {@link ScriptedController}. */
public final class ScriptedNamespace {
  final int blockSize;
  final List<Integer> blocksPerCommand = new ArrayList<>();
  final List<Long> startBlocks = new ArrayList<>();
  public byte[] bytes;
  int noiob;
  int identitySeed = 1;
  public int flushes;
  int deallocatedRanges;

  public ScriptedNamespace(int blockSize, int blocks) {
    this.blockSize = blockSize;
    this.bytes = new byte[blockSize * blocks];
  }

  void resize(int blocks) {
    bytes = Arrays.copyOf(bytes, blocks * blockSize);
  }

  IdentifyNamespace identify() {
    long blocks = bytes.length / blockSize;
    return IdentifyNamespace.builder()
        .set(IdentifyNamespace.NSZE, blocks)
        .set(IdentifyNamespace.NCAP, blocks)
        .set(IdentifyNamespace.NUSE, blocks)
        .set(IdentifyNamespace.NOIOB, noiob)
        .setInt(IdentifyNamespace.lbaf(0), LbaFormat.ofBlockSize(blockSize).encode())
        .build();
  }

  int execute(Command command) {
    int opcode = command.sqe().opcode();
    if (opcode == NvmOpcode.FLUSH) {
      flushes++;
      return 0;
    }
    if (opcode == NvmOpcode.DATASET_MANAGEMENT) {
      deallocatedRanges += (command.sqe().cdw10() & 0xFF) + 1;
      return 0;
    }
    long start = command.sqe().slba();
    int blocks = command.sqe().blocks();
    if (start < 0 || start > bytes.length / blockSize - blocks) {
      return Status.withDnr(Status.LBA_OUT_OF_RANGE);
    }
    blocksPerCommand.add(blocks);
    startBlocks.add(start);
    int at = (int) start * blockSize;
    int length = blocks * blockSize;
    ByteBuffer data = command.data().bytes();
    switch (opcode) {
      case NvmOpcode.READ -> data.put(0, bytes, at, length);
      case NvmOpcode.WRITE -> data.get(0, bytes, at, length);
      case NvmOpcode.WRITE_ZEROES -> Arrays.fill(bytes, at, at + length, (byte) 0);
      case NvmOpcode.VERIFY -> {}
      case NvmOpcode.COMPARE -> {
        byte[] expected = new byte[length];
        data.get(0, expected);
        if (!Arrays.equals(expected, 0, length, bytes, at, at + length)) {
          return Status.COMPARE_FAILURE;
        }
      }
      default -> {
        return Status.withDnr(Status.INVALID_OPCODE);
      }
    }
    return 0;
  }
}
