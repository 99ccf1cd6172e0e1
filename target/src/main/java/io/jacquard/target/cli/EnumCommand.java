package io.jacquard.target.cli;

import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.device.DeviceInventory;
import io.jacquard.target.device.LocalDevice;
import io.jacquard.target.device.SystemTree;
import io.jacquard.target.passthrough.ControllerQueries;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jacquard enum}. */
@Command(
    name = "enum",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the devices of this machine, each with every URI that reaches it.",
      "A URI that cannot be used now is followed by the reason and what to do about it.",
      "Controllers that are bound to vfio-pci or uio_pci_generic are switched on for a moment to"
          + " ask for their namespaces, unless a program uses them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard enum",
      "  jacquard enum -o json | jq -r '.devices[].uris[] | select(.usable) | .uri'",
    })
public final class EnumCommand implements Callable<Integer> {
  private final SystemTree tree;

  @Mixin private ReportFlags report;

  /** For a machine. */
  public EnumCommand(SystemTree tree) {
    this.tree = tree;
  }

  @Override
  public Integer call() {
    List<LocalDevice> devices = DeviceInventory.of(tree, EnumCommand::activeNamespaces);
    report.print(() -> DeviceText.lines(devices), () -> DeviceText.json(devices));
    return 0;
  }

  private static List<Integer> activeNamespaces(String uri) throws IOException {
    try (ControllerAccess controller = NamespaceKinds.openController(NamespaceUri.parse(uri))) {
      return new ControllerQueries(controller).activeNamespaces();
    }
  }
}
