package io.jacquard.target.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine's /sys, /proc and /dev, laid out from a text: {@code PATH = CONTENT} for a file, with
 * {@code \n} between lines, {@code PATH -> TARGET} for a link, {@code PATH/} for a directory.
 * Writing to {@code unbind}, {@code drivers_probe} and {@code nr_hugepages} does what a kernel
 * does.
 */
public final class RecordedTree {
  private static final String DEVICES = "sys/bus/pci/devices/";

  private final Path root;

  /** Attributes that were written, with what. */
  final List<String> writes = new ArrayList<>();

  /** Modules that were loaded. */
  final List<String> modules = new ArrayList<>();

  /** The driver that refuses every function. */
  String broken = "";

  /** Huge pages that can be had. */
  long mostHugePages = Long.MAX_VALUE;

  /** Lays out a recording, a resource beside this class, below {@code root}. */
  public RecordedTree(Path root, String recording) throws IOException {
    this.root = root;
    try (InputStream in = RecordedTree.class.getResourceAsStream(recording)) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          add(line);
        }
      }
    }
  }

  /** The machine. */
  public SystemTree tree() {
    return new SystemTree(root, this::write);
  }

  /** Loads modules into it. */
  public ModuleLoader loader() {
    return module -> {
      modules.add(module);
      String driver = module.equals("vfio_pci") ? "vfio-pci" : module;
      Files.createDirectories(root.resolve("sys/bus/pci/drivers/" + driver));
    };
  }

  /** Adds or replaces what a line says. */
  public void add(String line) throws IOException {
    if (line.contains(" -> ")) {
      Path link = made(line.substring(0, line.indexOf(" -> ")));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of(line.substring(line.indexOf(" -> ") + 4)));
    } else if (line.contains(" = ")) {
      int equals = line.indexOf(" = ");
      Files.writeString(
          made(line.substring(0, equals)), line.substring(equals + 3).replace("\\n", "\n"));
    } else if (line.endsWith("/")) {
      Files.createDirectories(root.resolve(line));
    } else {
      Files.createFile(made(line));
    }
  }

  /** All that was written, a line for each attribute. */
  public String written() {
    return String.join("\n", writes);
  }

  private Path made(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return file;
  }

  private void write(Path attribute, String text) throws IOException {
    String path = root.relativize(attribute).toString();
    writes.add(path + " " + text.strip());
    if (!Files.exists(attribute)) {
      throw new java.nio.file.NoSuchFileException(attribute.toString());
    }
    switch (attribute.getFileName().toString()) {
      case "unbind" -> Files.delete(root.resolve(DEVICES + text.strip() + "/driver"));
      case "drivers_probe" -> probe(text.strip());
      case "nr_hugepages" ->
          Files.writeString(
              attribute, Long.toString(Math.min(mostHugePages, Long.parseLong(text.strip()))));
      default -> Files.writeString(attribute, text);
    }
  }

  private void probe(String address) throws IOException {
    String override =
        Files.readString(root.resolve(DEVICES + address + "/driver_override")).strip();
    String driver = override.isEmpty() || override.equals("(null)") ? "nvme" : override;
    Path link = root.resolve(DEVICES + address + "/driver");
    if (!driver.equals(broken) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      Path directory = root.resolve("sys/bus/pci/drivers/" + driver);
      Files.createDirectories(directory);
      if (!Files.exists(directory.resolve("unbind"))) {
        Files.createFile(directory.resolve("unbind"));
      }
      Path from = link.getParent().toRealPath();
      Files.createSymbolicLink(from.resolve("driver"), from.relativize(directory.toRealPath()));
    }
  }
}
