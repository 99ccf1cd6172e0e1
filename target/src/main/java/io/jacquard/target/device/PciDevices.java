package io.jacquard.target.device;

import io.jacquard.target.device.LocalDevice.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** NVMe controllers that the kernel does not drive. */
final class PciDevices {
  private final SystemTree tree;

  PciDevices(SystemTree tree) {
    this.tree = tree;
  }

  List<LocalDevice> all() {
    return PciFunction.all(tree).stream()
        .filter(function -> function.controllers().isEmpty())
        .map(this::device)
        .toList();
  }

  private LocalDevice device(PciFunction function) {
    List<String> traits = new ArrayList<>();
    function.iommuGroup().ifPresent(group -> traits.add("IOMMU group " + group));
    return new LocalDevice(
        function.address(),
        Kind.PCI,
        OptionalLong.empty(),
        OptionalLong.empty(),
        function.driver(),
        Optional.of(function.vendor() + ":" + function.device()),
        traits,
        List.of(),
        uris("pci:" + function.address(), obstacle(function)));
  }

  /** The controller and its first namespace; which others it has only its driver can tell. */
  private static List<DeviceUri> uris(String controller, Optional<String> obstacle) {
    return List.of(
        new DeviceUri(controller, obstacle), new DeviceUri(controller + "?nsid=1", obstacle));
  }

  private Optional<String> obstacle(PciFunction function) {
    Optional<UserDriver> driver = function.driver().flatMap(UserDriver::named);
    if (driver.isEmpty()) {
      return Optional.of(
          (function.driver().isPresent()
                  ? "the driver " + function.driver().get() + " has it"
                  : "no driver has it")
              + "; 'jacquard driver config --allow "
              + function.address()
              + "' hands it over");
    }
    return switch (driver.get()) {
      case VFIO_PCI ->
          function
              .iommuGroup()
              .map(group -> NodeAccess.obstacle(tree, "dev/vfio/" + group))
              .orElse(Optional.of("it is in no IOMMU group: is the IOMMU on?"));
      case UIO_PCI_GENERIC ->
          NodeAccess.obstacle(tree, PciFunction.path(function.address(), "resource0"));
    };
  }
}
