package io.jacquard.target.passthrough;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The block device that the kernel has made for a namespace beside its generic device: {@code
 * /dev/nvme0n1} for {@code /dev/ng0n1}.
 *
 * @param node the block device's node
 */
record BlockNode(Path node) {
  private static final Pattern NODE = Pattern.compile("(?:ng|nvme)([0-9]+n[0-9]+)");
  private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");

  /**
   * The block device of a namespace by any of its nodes; it need not exist, as that of a command
   * set that the kernel does not know. Empty for what is no node of a namespace.
   */
  static Optional<BlockNode> of(Path node) throws IOException {
    Path real = Files.exists(node) ? node.toRealPath() : node;
    Matcher name = NODE.matcher(real.getFileName().toString());
    return name.matches()
        ? Optional.of(new BlockNode(real.resolveSibling("nvme" + name.group(1))))
        : Optional.empty();
  }

  /** What the kernel tells of it. */
  Path attributes() {
    return BLOCK_DEVICES.resolve(node.getFileName());
  }
}
