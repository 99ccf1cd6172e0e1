package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a namespace from being mounted, or exported a second time, while its commands are passed
 * through: an exclusive open of its block device.
 */
final class BlockDeviceClaim {
  private static final Pattern NODE = Pattern.compile("(?:ng|nvme)([0-9]+n[0-9]+)");

  private BlockDeviceClaim() {}

  /**
   * Claims the block device of a namespace by any of its nodes.
   *
   * @return empty if it has none
   * @throws IOException if somebody else uses it, or that cannot be found out
   */
  static Optional<LinuxFile> take(Path node) throws IOException {
    Matcher name = NODE.matcher(real(node).getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    Path block = real(node).resolveSibling("nvme" + name.group(1));
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
                + "; let this user read it, or write exclusive=off",
            e);
      }
      throw new IOException(
          node
              + ": "
              + block
              + " is in use (mounted, part of another device, or exported already): see 'lsblk "
              + block
              + "'; unmount it, or write exclusive=off to look at it all the same",
          e);
    }
  }

  private static Path real(Path node) throws IOException {
    return Files.exists(node) ? node.toRealPath() : node;
  }
}
