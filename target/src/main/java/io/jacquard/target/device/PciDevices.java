package io.jacquard.target.device;

import io.jacquard.target.device.LocalDevice.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** NVMe controllers that the kernel does not drive. */
final class PciDevices {
  private final SystemTree tree;
  private final ActiveNamespaces namespaces;

  PciDevices(SystemTree tree, ActiveNamespaces namespaces) {
    this.tree = tree;
    this.namespaces = namespaces;
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
    boolean inUserSpace = function.driver().flatMap(UserDriver::named).isPresent();
    List<String> uses = inUserSpace ? new PciUse(tree).of(function) : List.of();
    return new LocalDevice(
        function.address(),
        Kind.PCI,
        OptionalLong.empty(),
        OptionalLong.empty(),
        function.driver(),
        Optional.of(function.vendor() + ":" + function.device()),
        traits,
        uses,
        uris(function, uses, traits));
  }

  /** The controller and its namespaces; only who drives it can ask it which it has. */
  private List<DeviceUri> uris(PciFunction function, List<String> uses, List<String> traits) {
    String controller = "pci:" + function.address();
    Optional<String> obstacle = obstacle(function);
    if (obstacle.isEmpty() && !uses.isEmpty()) {
      obstacle = Optional.of("a program uses it, which alone can tell its namespaces");
    }
    List<DeviceUri> uris = new ArrayList<>();
    uris.add(new DeviceUri(controller, obstacle));
    if (obstacle.isPresent()) {
      uris.add(new DeviceUri(controller + "?nsid=1", obstacle));
      return uris;
    }
    try {
      for (int nsid : namespaces.of(controller)) {
        uris.add(DeviceUri.free(controller + "?nsid=" + Integer.toUnsignedString(nsid)));
      }
    } catch (IOException e) {
      traits.add("cannot be asked for its namespaces: " + e.getMessage());
    }
    return uris;
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
