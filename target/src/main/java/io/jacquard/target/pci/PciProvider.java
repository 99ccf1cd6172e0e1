package io.jacquard.target.pci;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Namespaces of NVMe controllers on PCIe, driven by this process: {@code pci:0000:01:00.0?nsid=1}.
 * The controller is bound to vfio-pci or uio_pci_generic. The options are in {@code
 * docs/operations.md}.
 */
public final class PciProvider implements NamespaceProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("pci");
  }

  @Override
  public void check(NamespaceUri uri) {
    PciOptions.of(uri);
  }

  @Override
  public Namespace open(NamespaceUri uri) throws IOException {
    PciOptions options = PciOptions.of(uri);
    PciControllers.Hold hold = PciControllers.acquire(options);
    try {
      return hold.onControl(() -> open(hold, options.nsid()));
    } catch (IOException | RuntimeException e) {
      hold.close();
      throw e;
    }
  }

  /** On the control loop. */
  private static PciNamespace open(PciControllers.Hold hold, OptionalInt wanted)
      throws IOException {
    PciController controller = hold.controller();
    int nsid = wanted.isPresent() ? wanted.getAsInt() : only(controller);
    NamespaceFacts facts =
        NamespaceFacts.of(controller.core(), nsid, PciNamespace.name(controller, nsid));
    return new PciNamespace(hold, nsid, facts);
  }

  private static int only(PciController controller) throws IOException {
    List<Integer> active = active(controller);
    if (active.size() == 1) {
      return active.getFirst();
    }
    throw new IOException(
        controller.address()
            + (active.isEmpty()
                ? " has no active namespace: create and attach one (nvme create-ns)"
                : " has several namespaces: choose one with nsid="
                    + active.stream()
                        .map(Integer::toUnsignedString)
                        .collect(Collectors.joining("|"))));
  }

  private static List<Integer> active(PciController controller) throws IOException {
    return NamespaceIdList.decode(
            controller
                .core()
                .commands()
                .identify(
                    "Identify (active namespaces)", Identify.of(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)))
        .nsids();
  }

  @Override
  public Optional<ControllerAccess> openController(NamespaceUri uri) throws IOException {
    PciOptions options = PciOptions.of(uri);
    return Optional.of(
        new PciControllerAccess(PciControllers.acquire(options), options.nsid().orElse(0)));
  }
}
