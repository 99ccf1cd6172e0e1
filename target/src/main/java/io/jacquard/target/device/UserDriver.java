package io.jacquard.target.device;

import java.util.Optional;

/** Kernel drivers that hand a PCI function to a program. */
public enum UserDriver {
  /** With an IOMMU: the device reaches only the memory that the program gives it. */
  VFIO_PCI("vfio-pci"),
  /** Without an IOMMU: the device can reach all memory. */
  UIO_PCI_GENERIC("uio_pci_generic");

  private final String driver;

  UserDriver(String driver) {
    this.driver = driver;
  }

  /** The driver of that name, if it is one of them. */
  public static Optional<UserDriver> named(String driver) {
    for (UserDriver one : values()) {
      if (one.driver.equals(driver)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** The kernel's name of it. */
  @Override
  public String toString() {
    return driver;
  }
}
