package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A PCIe NVMe controller that QEMU emulates, behind a root port of its own, so that the monitor can
 * take it away ({@code device_del ID}). Immutable: each method returns another one.
 *
 * <p>Machines with one must be pinned to one processor of the host (see {@link
 * MachineBuilder#pinned}): QEMU 7.2 loses commands otherwise.
 *
 * @param id its name for QEMU, and its serial number
 * @param properties further properties of QEMU's {@code nvme}, such as {@code mdts=5}
 * @param namespaces its namespaces, from NSID 1
 */
public record NvmeController(String id, List<String> properties, List<NvmeNamespace> namespaces)
    implements Device {

  /** Copies the lists. */
  public NvmeController {
    properties = List.copyOf(properties);
    namespaces = List.copyOf(namespaces);
  }

  /** A controller with namespaces. */
  public static NvmeController of(String id, NvmeNamespace... namespaces) {
    return new NvmeController(id, List.of(), List.of(namespaces));
  }

  /** With further properties of {@code nvme}, each {@code name=value}. */
  public NvmeController with(String... more) {
    List<String> all = new ArrayList<>(properties);
    all.addAll(List.of(more));
    return new NvmeController(id, all, namespaces);
  }

  @Override
  public List<String> arguments(Path disks) throws IOException {
    List<String> words = new ArrayList<>();
    String port = id + "-port";
    // Slot and chassis tell root ports apart; the identifier's hash is as good a number as any.
    words.addAll(List.of("-device", "pcie-root-port,id=%s,chassis=%d".formatted(port, chassis())));
    words.addAll(
        List.of(
            "-device",
            String.join(
                ",", concat("nvme,id=" + id + ",serial=" + id + ",bus=" + port, properties))));
    for (int i = 0; i < namespaces.size(); i++) {
      namespace(words, i + 1, namespaces.get(i), disks);
    }
    return words;
  }

  private int chassis() {
    return 1 + Math.floorMod(id.hashCode(), 250);
  }

  private void namespace(List<String> words, int nsid, NvmeNamespace namespace, Path disks)
      throws IOException {
    String drive = id + "-ns" + nsid;
    Path file =
        namespace.image().isPresent()
            ? namespace.image().get()
            : BackingFile.sparse(disks, drive, namespace.bytes());
    words.addAll(
        List.of(
            "-drive", "if=none,format=raw,discard=unmap,id=" + drive + source(file, namespace)));
    String description =
        "nvme-ns,drive=%s,bus=%s,nsid=%d,logical_block_size=%4$d,physical_block_size=%4$d"
            .formatted(drive, id, nsid, namespace.blockSize());
    words.addAll(List.of("-device", String.join(",", concat(description, namespace.properties()))));
  }

  private static String source(Path file, NvmeNamespace namespace) {
    String path = QemuCommand.escape(file);
    if (namespace.faults().isEmpty()) {
      return ",file=" + path;
    }
    StringBuilder source = new StringBuilder(",file.driver=blkdebug,file.image.driver=file");
    source.append(",file.image.filename=").append(path).append(",file.image.discard=unmap");
    namespace.faults().forEach(fault -> source.append(",file.").append(fault));
    return source.toString();
  }

  private static List<String> concat(String first, List<String> more) {
    List<String> all = new ArrayList<>();
    all.add(first);
    all.addAll(more);
    return all;
  }
}
