package io.jacquard.target.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Whether this process may use a device node. */
final class NodeAccess {
  private NodeAccess() {}

  /** Why the node cannot be opened for reading and writing; empty if it can. */
  static Optional<String> obstacle(SystemTree tree, String node) {
    Path path = tree.at(node);
    if (!Files.exists(path)) {
      return Optional.of("there is no /" + node + ": is devtmpfs mounted, or udev running?");
    }
    if (Files.isReadable(path) && Files.isWritable(path)) {
      return Optional.empty();
    }
    return Optional.of("no permission" + owner(path) + ": run as root, or join that group");
  }

  private static String owner(Path path) {
    try {
      PosixFileAttributes is = Files.readAttributes(path, PosixFileAttributes.class);
      return " (%s, %s:%s)"
          .formatted(
              PosixFilePermissions.toString(is.permissions()),
              is.owner().getName(),
              is.group().getName());
    } catch (IOException e) {
      return "";
    }
  }
}
