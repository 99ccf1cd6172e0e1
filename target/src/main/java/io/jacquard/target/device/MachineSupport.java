package io.jacquard.target.device;

import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.transport.Transports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What this build, this kernel and this machine offer, and why not what they do not. */
public final class MachineSupport {
  private static final List<String> LIBRARY_DIRECTORIES =
      List.of("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "usr/lib64", "lib64", "usr/lib");
  private static final String VERBS = "libibverbs.so.1";
  private static final String CONNECTIONS = "librdmacm.so.1";

  private final SystemTree tree;
  private final KernelModules modules;

  /** Of a machine. */
  public MachineSupport(SystemTree tree) {
    this.tree = tree;
    this.modules = new KernelModules(tree);
  }

  /** Everything, by groups in the order in which people look. */
  public Map<String, List<Support>> groups() {
    Map<String, List<Support>> all = new LinkedHashMap<>();
    all.put("build", build());
    all.put("transports", transports());
    List<Support> kernel = new ArrayList<>(RingSupport.all());
    kernel.addAll(List.of(libaio(), ioctl(), generic(), zoned()));
    all.put("kernel", kernel);
    all.put(
        "user-space driver",
        List.of(
            vfio(),
            Iommu.support(tree),
            uio(),
            HugePages.support(tree),
            LockedMemory.support(tree)));
    all.put("memory", List.of(dax()));
    all.put("rdma", List.of(library(VERBS), library(CONNECTIONS), rdmaDevices()));
    return all;
  }

  private List<Support> build() {
    return List.of(
        Support.yes("java", Runtime.version().toString()),
        Support.yes("linux", KernelModules.release(tree)),
        Support.yes("kinds", String.join(", ", NamespaceKinds.schemes())));
  }

  private static List<Support> transports() {
    List<Support> all = new ArrayList<>();
    for (Transport transport : Transports.installed()) {
      List<String> engines = transport.engines();
      String name = transport.type().toString();
      all.add(
          engines.isEmpty()
              ? Support.no(name, "none of its engines works here")
              : Support.yes(name, "engines: " + String.join(", ", engines)));
    }
    return all;
  }

  private Support libaio() {
    return tree.number("proc/sys/fs/aio-max-nr").isPresent()
        ? Support.yes(
            "libaio",
            "%s of %s requests in use"
                .formatted(
                    tree.read("proc/sys/fs/aio-nr").orElse("0"),
                    tree.read("proc/sys/fs/aio-max-nr").orElse("0")))
        : Support.no("libaio", "this kernel was built without CONFIG_AIO");
  }

  private Support ioctl() {
    List<String> controllers = tree.list("sys/class/nvme");
    if (!controllers.isEmpty()) {
      return Support.yes("nvme ioctl", String.join(", ", controllers));
    }
    if (!modules.isLoaded("nvme_core")) {
      return Support.no("nvme ioctl", modules.missing("nvme"));
    }
    return Support.no("nvme ioctl", "the kernel drives no NVMe controller now");
  }

  private Support generic() {
    List<String> devices = tree.list("sys/class/nvme-generic");
    return devices.isEmpty()
        ? Support.no(
            "nvme generic", "there is no /dev/ngXnY: no namespaces, or a kernel before 5.13")
        : Support.yes("nvme generic", String.join(", ", devices));
  }

  private Support zoned() {
    List<String> zoned =
        tree.list("sys/block").stream()
            .filter(
                disk ->
                    !tree.read("sys/block/" + disk + "/queue/zoned").orElse("none").equals("none"))
            .toList();
    if (!zoned.isEmpty()) {
      return Support.yes("zoned", String.join(", ", zoned));
    }
    boolean known =
        tree.list("sys/block").stream()
            .anyMatch(disk -> tree.exists("sys/block/" + disk + "/queue/chunk_sectors"));
    return Support.no(
        "zoned", known ? "there is no zoned block device" : "this kernel knows no zoned devices");
  }

  private Support vfio() {
    if (!modules.isLoaded("vfio_pci")) {
      return Support.no("vfio-pci", modules.missing("vfio-pci"));
    }
    return NodeAccess.obstacle(tree, "dev/vfio/vfio")
        .map(why -> Support.no("vfio-pci", why))
        .orElseGet(() -> Support.yes("vfio-pci", "loaded"));
  }

  private Support uio() {
    return modules.isLoaded("uio_pci_generic")
        ? Support.yes("uio_pci_generic", "loaded; for machines without an IOMMU, and root only")
        : Support.no("uio_pci_generic", modules.missing("uio_pci_generic"));
  }

  private Support dax() {
    List<String> found = new ArrayList<>();
    for (String disk : tree.list("sys/block")) {
      if (tree.read("sys/block/" + disk + "/queue/dax").orElse("0").equals("1")) {
        found.add(disk);
      }
    }
    found.addAll(tree.list("sys/bus/dax/devices"));
    if (!found.isEmpty()) {
      return Support.yes("dax", String.join(", ", found));
    }
    return Support.no(
        "dax",
        "there is no persistent memory: an NVDIMM, or the kernel parameter memmap=SIZE!START,"
            + " makes /dev/pmem0; mount a file system on it with -o dax");
  }

  private Support library(String name) {
    return LIBRARY_DIRECTORIES.stream()
        .map(directory -> directory + "/" + name)
        .filter(tree::exists)
        .findFirst()
        .map(path -> Support.yes(name, "/" + path))
        .orElseGet(
            () ->
                Support.no(
                    name,
                    "not found: install "
                        + (name.equals(VERBS)
                            ? "libibverbs1 (rdma-core)"
                            : "librdmacm1 (rdma-core)")));
  }

  private Support rdmaDevices() {
    List<String> devices = tree.list("sys/class/infiniband");
    if (!devices.isEmpty()) {
      return Support.yes("rdma devices", String.join(", ", devices));
    }
    return Support.no(
        "rdma devices",
        "none; over any network card: 'modprobe rdma_rxe && rdma link add rxe0 type rxe netdev"
            + " eth0'"
            + (modules.isLoaded("rdma_rxe") || modules.remedy("rdma_rxe").isPresent()
                ? ""
                : " (this kernel has no module rdma_rxe)"));
  }
}
