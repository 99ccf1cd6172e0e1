package io.jacquard.target.device;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves PCI functions from one kernel driver to another, by the attributes {@code driver_override},
 * {@code unbind} and {@code drivers_probe}. Needs root.
 */
public final class DriverBinding {
  private static final String KERNEL_DRIVER = "nvme";
  private static final String PROBE = "sys/bus/pci/drivers_probe";

  private final SystemTree tree;
  private final ModuleLoader modules;

  /** A binding of the machine's functions. */
  public DriverBinding(SystemTree tree, ModuleLoader modules) {
    this.tree = tree;
    this.modules = modules;
  }

  /** The driver for user space that suits a function: vfio-pci where there is an IOMMU. */
  public static UserDriver suitable(PciFunction function) {
    return function.iommuGroup().isPresent() ? UserDriver.VFIO_PCI : UserDriver.UIO_PCI_GENERIC;
  }

  /** Why the function must not be moved to {@code driver} now; each a sentence. */
  public List<String> obstacles(PciFunction function, Optional<UserDriver> driver) {
    PciUse use = new PciUse(tree);
    List<String> found = new ArrayList<>(use.of(function));
    if (driver.equals(Optional.of(UserDriver.VFIO_PCI))) {
      if (function.iommuGroup().isEmpty()) {
        found.add("vfio-pci needs an IOMMU; " + Iommu.support(tree).detail());
      }
      List<String> companions = use.companions(function);
      if (!companions.isEmpty()) {
        found.add(
            "IOMMU group "
                + function.iommuGroup().orElseThrow()
                + " contains "
                + String.join(", ", companions)
                + " too, and vfio takes a group as a whole: unbind them from their drivers");
      }
    }
    return found;
  }

  /**
   * Hands a function to a driver for user space.
   *
   * @throws IOException if that fails; the kernel's driver has it again then, where possible
   */
  public void handOver(PciFunction function, UserDriver driver) throws IOException {
    move(function, driver.toString(), driver.toString().replace('-', '_'));
  }

  /** Hands a function back to the kernel's NVMe driver. */
  public void handBack(PciFunction function) throws IOException {
    move(function, KERNEL_DRIVER, KERNEL_DRIVER);
  }

  private void move(PciFunction function, String driver, String module) throws IOException {
    String address = function.address();
    if (!tree.exists("sys/bus/pci/drivers/" + driver)) {
      modules.load(module);
    }
    boolean forUser = !driver.equals(KERNEL_DRIVER);
    override(address, forUser ? driver : "");
    try {
      unbind(address);
      tree.write(PROBE, address);
      requireDriver(address, driver);
    } catch (IOException e) {
      if (forUser) {
        backToTheKernel(address, e);
      }
      throw e;
    }
  }

  private void override(String address, String driver) throws IOException {
    tree.write(PciFunction.path(address, "driver_override"), driver + "\n");
  }

  private void unbind(String address) throws IOException {
    if (tree.exists(PciFunction.path(address, "driver"))) {
      tree.write(PciFunction.path(address, "driver/unbind"), address);
    }
  }

  private void requireDriver(String address, String driver) throws IOException {
    Optional<String> now = tree.linkName(PciFunction.path(address, "driver"));
    if (!now.equals(Optional.of(driver))) {
      throw new IOException(
          "%s did not take %s (%s); the kernel's log (dmesg) says why"
              .formatted(driver, address, now.map(n -> n + " has it").orElse("no driver has it")));
    }
  }

  private void backToTheKernel(String address, IOException why) {
    try {
      override(address, "");
      tree.write(PROBE, address);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
