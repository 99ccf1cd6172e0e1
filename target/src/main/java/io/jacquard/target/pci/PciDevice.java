package io.jacquard.target.pci;

import io.jacquard.target.device.UserDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the kernel knows of a PCI function that is an NVMe controller.
 *
 * @param address where it is
 * @param driver the name of the driver it is bound to
 * @param iommuGroup its group, if there is an IOMMU
 */
record PciDevice(PciAddress address, Optional<String> driver, OptionalInt iommuGroup) {
  private static final String NVME_CLASS = "0x010802";
  private static final Path IOMMU_GROUPS = Path.of("/sys/kernel/iommu_groups");
  private static final String UNTRANSLATED = "identity";

  /**
   * Looks it up.
   *
   * @throws IOException if there is none, or it is no NVMe controller
   */
  static PciDevice of(PciAddress address) throws IOException {
    Path directory = address.directory();
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "there is no PCI device " + address + "; jacquard enum lists what there is");
    }
    String type = Files.readString(directory.resolve("class")).strip();
    if (!type.equals(NVME_CLASS)) {
      throw new IOException(
          address + " is no NVMe controller: its class is " + type + ", not " + NVME_CLASS);
    }
    Optional<String> group = linked(directory.resolve("iommu_group"));
    return new PciDevice(
        address,
        linked(directory.resolve("driver")),
        group.isPresent() ? OptionalInt.of(Integer.parseInt(group.get())) : OptionalInt.empty());
  }

  private static Optional<String> linked(Path link) throws IOException {
    return Files.isSymbolicLink(link)
        ? Optional.of(Files.readSymbolicLink(link).getFileName().toString())
        : Optional.empty();
  }

  /** Whether an IOMMU stands between it and the memory, and physical addresses mean nothing. */
  boolean translated() throws IOException {
    if (iommuGroup.isEmpty()) {
      return false;
    }
    Path type = IOMMU_GROUPS.resolve(iommuGroup.getAsInt() + "/type");
    return Files.exists(type) && !Files.readString(type).strip().equals(UNTRANSLATED);
  }

  /**
   * The way it can be opened.
   *
   * @param wanted the driver asked for
   * @throws IOException if it is not bound to that driver, or to none that gives it to a process,
   *     with the next step
   */
  UserDriver userDriver(Optional<UserDriver> wanted) throws IOException {
    for (UserDriver known : UserDriver.values()) {
      boolean bound = driver.isPresent() && driver.get().equals(known.toString());
      if (bound && wanted.orElse(known) == known) {
        return known;
      }
    }
    UserDriver needed =
        wanted.orElse(iommuGroup.isPresent() ? UserDriver.VFIO_PCI : UserDriver.UIO_PCI_GENERIC);
    throw new IOException(
        address
            + (driver.isPresent()
                ? " is bound to the driver " + driver.get()
                : " is bound to no driver")
            + "; a program can use it when it is bound to "
            + needed
            + ": jacquard driver config --allow "
            + address
            + (needed == UserDriver.UIO_PCI_GENERIC && wanted.isEmpty()
                ? " (there is no IOMMU here; with one, vfio-pci is the safe way: boot with"
                    + " intel_iommu=on or amd_iommu=on)"
                : ""));
  }
}
