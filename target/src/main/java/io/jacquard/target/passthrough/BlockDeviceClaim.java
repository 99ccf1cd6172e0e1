package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps a namespace from being mounted, or exported a second time, while its commands are passed
 * through: an exclusive open of its block device.
 */
final class BlockDeviceClaim {
  private BlockDeviceClaim() {}

  /**
   * Claims the block device of a namespace by any of its nodes.
   *
   * @param otherwise what to do if it must be used all the same, for people
   * @return empty if it has none
   * @throws IOException if somebody else uses it, or that cannot be found out
   */
  static Optional<LinuxFile> take(Path node, String otherwise) throws IOException {
    Optional<BlockNode> found = BlockNode.of(node);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path block = found.get().node();
    if (!Files.exists(block)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LinuxFile.open(block, LinuxFile.O_RDONLY | LinuxFile.O_EXCL, 0));
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EBUSY) {
        throw new IOException(
            node
                + ": cannot tell whether "
                + block
                + " is in use: "
                + e.getMessage()
                + "; let this user read it, or "
                + otherwise,
            e);
      }
      throw new IOException(
          node
              + ": "
              + block
              + " is in use (mounted, part of another device, or exported already): see 'lsblk "
              + block
              + "'; unmount it, or "
              + otherwise,
          e);
    }
  }
}
