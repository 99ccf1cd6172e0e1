package io.jacquard.target.passthrough;

import io.jacquard.nvme.memory.IoMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the kernel's request queue of a namespace can carry in one command. Commands that are passed
 * through are not split: what is larger is refused.
 *
 * @param bytes the most data
 * @param segments the most pages that data may lie in
 * @param polled the queue can be polled for completions
 */
record QueueLimits(long bytes, int segments, boolean polled) {
  /** What the driver for PCIe has had at least since it takes commands from programs. */
  private static final QueueLimits MODEST = new QueueLimits(128 << 10, 33, false);

  /**
   * The limits of a namespace by its block device's or generic device's node. A namespace that has
   * no block device, since the kernel does not know its command set, has modest ones.
   */
  static QueueLimits of(Path node) {
    try {
      Optional<BlockNode> block = BlockNode.of(node);
      if (block.isEmpty()) {
        return MODEST;
      }
      Path queue = block.get().attributes().resolve("queue");
      return new QueueLimits(
          number(queue.resolve("max_hw_sectors_kb")) << 10,
          (int) Math.min(number(queue.resolve("max_segments")), Integer.MAX_VALUE),
          number(queue.resolve("io_poll")) == 1);
    } catch (IOException | NumberFormatException e) {
      return MODEST;
    }
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).trim());
  }

  /**
   * The largest power of two that a transfer from a page boundary can always have, in bytes.
   *
   * @param controllerMost what the controller takes (MDTS), in bytes
   */
  int largestTransfer(long controllerMost) {
    long most = Math.min(Math.min(bytes, (long) segments * IoMemory.PAGE), controllerMost);
    return (int) Long.highestOneBit(Math.min(most, 1 << 30));
  }

  /** True if data at an address lies in no more pages than the queue takes. */
  boolean admits(long address, int length) {
    long offset = address & IoMemory.PAGE - 1;
    return Math.ceilDiv(offset + length, IoMemory.PAGE) <= segments;
  }
}
