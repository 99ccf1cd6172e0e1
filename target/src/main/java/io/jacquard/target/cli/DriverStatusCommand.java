package io.jacquard.target.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.target.device.DriverBinding;
import io.jacquard.target.device.HugePages;
import io.jacquard.target.device.Iommu;
import io.jacquard.target.device.LockedMemory;
import io.jacquard.target.device.ModuleLoader;
import io.jacquard.target.device.PciFunction;
import io.jacquard.target.device.Support;
import io.jacquard.target.device.SystemTree;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code jacquard driver status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Shows which driver has each NVMe controller, and what the user-space driver needs.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard driver status", "  jacquard driver status -o json"})
final class DriverStatusCommand implements Callable<Integer> {
  private static final String NONE = "-";

  private final SystemTree tree;

  @Mixin private ReportFlags report;

  DriverStatusCommand(SystemTree tree) {
    this.tree = tree;
  }

  @Override
  public Integer call() {
    List<PciFunction> functions = PciFunction.all(tree);
    DriverBinding binding = new DriverBinding(tree, ModuleLoader.modprobe());
    report.print(() -> text(functions, binding), () -> json(functions, binding));
    return 0;
  }

  private List<Support> needs() {
    return List.of(Iommu.support(tree), HugePages.support(tree), LockedMemory.support(tree));
  }

  private static List<String> uses(PciFunction function, DriverBinding binding) {
    return binding.obstacles(function, Optional.empty());
  }

  private String text(List<PciFunction> functions, DriverBinding binding) {
    TextTable table = new TextTable("PCI", "ID", "DRIVER", "GROUP", "NODE", "DEVICES", "USED BY");
    for (PciFunction function : functions) {
      table.add(
          function.address(),
          function.vendor() + ":" + function.device(),
          function.driver().orElse(NONE),
          function.iommuGroup().orElse(NONE),
          function.numaNode().orElse(NONE),
          function.controllers().isEmpty() ? NONE : String.join(",", function.controllers()),
          String.join("; ", uses(function, binding)));
    }
    StringBuilder text = new StringBuilder(table.toString());
    if (functions.isEmpty()) {
      text.append("no NVMe controllers on PCI").append(System.lineSeparator());
    }
    text.append(System.lineSeparator());
    for (Support need : needs()) {
      text.append(
          "%-9s  %-3s  %s%n".formatted(need.name(), need.works() ? "yes" : "no", need.detail()));
    }
    return text.toString();
  }

  private ObjectNode json(List<PciFunction> functions, DriverBinding binding) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode list = object.putArray("functions");
    for (PciFunction function : functions) {
      ObjectNode one = list.addObject().put("address", function.address());
      one.put("vendor", function.vendor()).put("device", function.device());
      function.driver().ifPresent(driver -> one.put("driver", driver));
      function.iommuGroup().ifPresent(group -> one.put("iommu_group", group));
      function.numaNode().ifPresent(node -> one.put("numa_node", node));
      ArrayNode controllers = one.putArray("controllers");
      function.controllers().forEach(controllers::add);
      ArrayNode uses = one.putArray("uses");
      uses(function, binding).forEach(uses::add);
    }
    for (Support need : needs()) {
      object.putObject(need.name()).put("works", need.works()).put("detail", need.detail());
    }
    return object;
  }
}
