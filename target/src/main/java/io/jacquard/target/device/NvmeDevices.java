package io.jacquard.target.device;

import io.jacquard.target.device.LocalDevice.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NVMe controllers and namespaces that the kernel drives. */
final class NvmeDevices {
  private static final String CLASS = "sys/class/nvme";
  private static final Pattern NAMESPACE = Pattern.compile("nvme([0-9]+)n([0-9]+)");

  private final SystemTree tree;
  private final BlockUse use;
  private final BlockDevices blocks;

  NvmeDevices(SystemTree tree, BlockUse use, BlockDevices blocks) {
    this.tree = tree;
    this.use = use;
    this.blocks = blocks;
  }

  /** Each controller, then all namespaces with their partitions. */
  List<LocalDevice> all() {
    List<LocalDevice> found = new ArrayList<>();
    for (String name : tree.list(CLASS)) {
      found.add(controller(name));
    }
    for (String name : tree.list("sys/block")) {
      if (NAMESPACE.matcher(name).matches() && !isHidden(name)) {
        found.add(namespace(name));
        blocks.addPartitions(name, found);
      }
    }
    return found;
  }

  /** One path of several to a namespace that has a device node of its own. */
  private boolean isHidden(String name) {
    return tree.read("sys/block/" + name + "/hidden").orElse("0").equals("1");
  }

  private LocalDevice controller(String name) {
    List<DeviceUri> uris = new ArrayList<>();
    uris.add(BlockDevices.node(tree, name));
    Optional<String> address = pciAddress(name);
    address.ifPresent(at -> uris.add(drivenByKernel("pci:" + at, at, name)));
    return new LocalDevice(
        name,
        Kind.CONTROLLER,
        OptionalLong.empty(),
        OptionalLong.empty(),
        driver(name),
        tree.readSome(CLASS + "/" + name + "/model"),
        controllerTraits(name),
        List.of(),
        uris);
  }

  private List<String> controllerTraits(String name) {
    List<String> traits = new ArrayList<>();
    tree.readSome(CLASS + "/" + name + "/state")
        .filter(state -> !state.equals("live"))
        .ifPresent(traits::add);
    if (pciAddress(name).isEmpty()) {
      tree.readSome(CLASS + "/" + name + "/address").ifPresent(traits::add);
      tree.readSome(CLASS + "/" + name + "/subsysnqn").ifPresent(traits::add);
    }
    return traits;
  }

  private LocalDevice namespace(String name) {
    Matcher parts = NAMESPACE.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name);
    }
    String generic = "ng" + parts.group(1) + "n" + parts.group(2);
    Optional<String> controller = controllersOf(name).stream().findFirst();
    String nsid = tree.readSome("sys/block/" + name + "/nsid").orElse(parts.group(2));
    List<DeviceUri> uris = new ArrayList<>();
    uris.add(BlockDevices.node(tree, name));
    uris.add(generic(generic));
    for (String owner : controllersOf(name)) {
      pciAddress(owner)
          .ifPresent(at -> uris.add(drivenByKernel("pci:" + at + "?nsid=" + nsid, at, owner)));
    }
    return new LocalDevice(
        name,
        Kind.NAMESPACE,
        OptionalLong.of(BlockDevices.bytes(tree, name)),
        tree.number("sys/block/" + name + "/queue/logical_block_size"),
        controller.flatMap(this::driver),
        controller.flatMap(owner -> tree.readSome(CLASS + "/" + owner + "/model")),
        BlockDevices.traits(tree, name, name),
        use.of(name),
        uris);
  }

  private DeviceUri generic(String name) {
    if (!tree.exists("sys/class/nvme-generic/" + name)) {
      return DeviceUri.closed(
          "/dev/" + name, "this kernel makes no generic device for it: that came with Linux 5.13");
    }
    return BlockDevices.node(tree, name);
  }

  /** The controllers that lead to a namespace: one, or those of its subsystem with multipath. */
  private List<String> controllersOf(String namespace) {
    Optional<String> parent = tree.linkName("sys/block/" + namespace + "/device");
    if (parent.isEmpty() || !parent.get().startsWith("nvme-subsys")) {
      return parent.stream().toList();
    }
    return tree.list("sys/block/" + namespace + "/device").stream()
        .filter(name -> name.matches("nvme[0-9]+"))
        .toList();
  }

  private Optional<String> pciAddress(String controller) {
    return tree.readSome(CLASS + "/" + controller + "/address")
        .filter(address -> PciFunction.ADDRESS.matcher(address).matches());
  }

  private Optional<String> driver(String controller) {
    return pciAddress(controller)
        .flatMap(at -> tree.linkName(PciFunction.path(at, "driver")))
        .or(
            () ->
                tree.readSome(CLASS + "/" + controller + "/transport")
                    .map(transport -> "nvme-" + transport));
  }

  private DeviceUri drivenByKernel(String uri, String address, String controller) {
    List<String> uses = new ArrayList<>();
    for (String namespace : tree.list("sys/block")) {
      if (NAMESPACE.matcher(namespace).matches() && controllersOf(namespace).contains(controller)) {
        uses.addAll(use.ofAll(namespace));
      }
    }
    return DeviceUri.closed(
        uri,
        uses.isEmpty()
            ? "the kernel's driver has the controller; 'jacquard driver config --allow "
                + address
                + "' hands it over"
            : "the kernel's driver has the controller, and " + String.join(", ", uses));
  }
}
