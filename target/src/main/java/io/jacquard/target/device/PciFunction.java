package io.jacquard.target.device;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A PCI function that is an NVMe controller (class code 0108h).
 *
 * @param address {@code domain:bus:device.function}
 * @param vendor vendor ID, four hexadecimal digits
 * @param device device ID, four hexadecimal digits
 * @param driver the driver that is bound to it
 * @param iommuGroup the group of functions that the IOMMU cannot keep apart
 * @param numaNode the memory node it is near to
 * @param controllers the kernel's names of it, such as nvme0, when the kernel drives it
 */
public record PciFunction(
    String address,
    String vendor,
    String device,
    Optional<String> driver,
    Optional<String> iommuGroup,
    Optional<String> numaNode,
    List<String> controllers) {
  /** How an address is written. */
  public static final Pattern ADDRESS =
      Pattern.compile("[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]");

  private static final String DEVICES = "sys/bus/pci/devices";
  private static final String NVME_CLASS = "0x0108";

  /** All of them. */
  public static List<PciFunction> all(SystemTree tree) {
    return tree.list(DEVICES).stream()
        .filter(address -> tree.read(path(address, "class")).orElse("").startsWith(NVME_CLASS))
        .map(address -> of(tree, address))
        .toList();
  }

  private static PciFunction of(SystemTree tree, String address) {
    return new PciFunction(
        address,
        hex(tree, path(address, "vendor")),
        hex(tree, path(address, "device")),
        tree.linkName(path(address, "driver")),
        tree.linkName(path(address, "iommu_group")),
        tree.read(path(address, "numa_node")).filter(node -> !node.equals("-1")),
        tree.list(path(address, "nvme")));
  }

  /** An attribute of the function at {@code address}. */
  static String path(String address, String attribute) {
    return DEVICES + "/" + address + "/" + attribute;
  }

  private static String hex(SystemTree tree, String path) {
    return tree.read(path).map(text -> text.replace("0x", "")).orElse("????");
  }
}
