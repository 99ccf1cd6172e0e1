package io.jacquard.target.device;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Why a PCI function must not change its driver now. */
final class PciUse {
  /** Drivers of a group's other functions that leave it to vfio: bridges, and vfio itself. */
  private static final Set<String> HARMLESS = Set.of("vfio-pci", "pcieport", "pci-stub");

  private final SystemTree tree;
  private final BlockUse blocks;
  private final OpenFiles files;

  PciUse(SystemTree tree) {
    this.tree = tree;
    this.blocks = BlockUse.now(tree);
    this.files = new OpenFiles(tree);
  }

  /** What uses the function's namespaces, or the function itself; each a sentence. */
  List<String> of(PciFunction function) {
    List<String> uses = new ArrayList<>();
    Set<String> nodes = new HashSet<>();
    List<String> claimed = new ArrayList<>();
    for (String controller : function.controllers()) {
      nodes.add("/dev/" + controller);
      for (String namespace : namespaces(controller)) {
        uses.addAll(blocks.ofAll(namespace));
        claimed.addAll(blocks.claimed(namespace));
        nodes.add("/dev/" + namespace);
        nodes.add("/dev/" + namespace.replaceFirst("^nvme", "ng"));
        BlockDevices.partitions(tree, namespace).forEach(part -> nodes.add("/dev/" + part));
      }
    }
    function.iommuGroup().ifPresent(group -> nodes.add("/dev/vfio/" + group));
    nodes.add("/" + PciFunction.path(function.address(), "resource0"));
    tree.resolved(PciFunction.path(function.address(), "resource0"))
        .ifPresent(bar -> nodes.add(bar.toString()));
    uses.addAll(files.holding(nodes));
    return uses.isEmpty() ? claimed : uses;
  }

  /** The block devices of a controller's namespaces, those behind multipath too. */
  private List<String> namespaces(String controller) {
    Pattern own = Pattern.compile(Pattern.quote(controller) + "n[0-9]+");
    List<String> found = new ArrayList<>();
    for (String block : tree.list("sys/block")) {
      boolean shared =
          block.matches("nvme[0-9]+n[0-9]+")
              && tree.exists("sys/block/" + block + "/device/" + controller);
      if (own.matcher(block).matches() || shared) {
        found.add(block);
      }
    }
    return found;
  }

  /** Functions that the IOMMU cannot keep apart from this one and that the kernel still drives. */
  List<String> companions(PciFunction function) {
    List<String> found = new ArrayList<>();
    if (function.iommuGroup().isEmpty()) {
      return found;
    }
    String group = "sys/kernel/iommu_groups/" + function.iommuGroup().get() + "/devices";
    for (String address : tree.list(group)) {
      if (!address.equals(function.address())) {
        tree.linkName(PciFunction.path(address, "driver"))
            .filter(driver -> !HARMLESS.contains(driver))
            .ifPresent(driver -> found.add(address + " (" + driver + ")"));
      }
    }
    return found;
  }
}
