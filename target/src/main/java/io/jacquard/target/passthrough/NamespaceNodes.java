package io.jacquard.target.passthrough;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The device nodes of a controller's namespaces, as the kernel lists them: below the controller, or
 * below its subsystem where the kernel has several paths to a namespace.
 */
final class NamespaceNodes {
  private static final Path CONTROLLERS = Path.of("/sys/class/nvme");
  private static final Path SUBSYSTEMS = Path.of("/sys/class/nvme-subsystem");
  private static final Path DEVICES = Path.of("/dev");
  private static final Pattern GENERIC = Pattern.compile("ng[0-9]+n[0-9]+");
  private static final Pattern BLOCK = Pattern.compile("nvme[0-9]+n[0-9]+");

  private NamespaceNodes() {}

  /**
   * The nodes by namespace identifier: generic devices; block devices with a kernel that has no
   * generic ones (before 5.13).
   *
   * @param controller the controller's node, such as {@code /dev/nvme0}
   */
  static Map<Integer, Path> of(Path controller) throws IOException {
    String name = controller.toRealPath().getFileName().toString();
    TreeSet<String> entries = new TreeSet<>(list(CONTROLLERS.resolve(name)));
    for (String subsystem : list(SUBSYSTEMS)) {
      List<String> parts = list(SUBSYSTEMS.resolve(subsystem));
      if (parts.contains(name)) {
        entries.addAll(parts);
      }
    }
    Map<Integer, Path> found = new HashMap<>();
    for (Pattern kind : List.of(GENERIC, BLOCK)) {
      for (String entry : entries) {
        Path node = DEVICES.resolve(entry);
        if (kind.matcher(entry).matches() && Files.exists(node)) {
          found.putIfAbsent(namespaceId(node), node);
        }
      }
    }
    return found;
  }

  /**
   * The same for the controller that a node leads to: its own, or that of one of its namespaces.
   */
  static Map<Integer, Path> beside(Path node) throws IOException {
    Optional<BlockNode> block = BlockNode.of(node);
    if (block.isEmpty()) {
      return of(node);
    }
    Path parent = block.get().attributes().resolve("device").toRealPath().getFileName();
    if (list(CONTROLLERS).contains(parent.toString())) {
      return of(DEVICES.resolve(parent));
    }
    for (String part : list(SUBSYSTEMS.resolve(parent))) {
      if (list(CONTROLLERS).contains(part)) {
        return of(DEVICES.resolve(part));
      }
    }
    throw new IOException(node + ": its controller cannot be found");
  }

  private static int namespaceId(Path node) throws IOException {
    try (NvmeDevice device = NvmeDevice.open(node, false)) {
      return device.nsid();
    }
  }

  private static List<String> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    return names;
  }
}
