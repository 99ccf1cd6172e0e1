package io.jacquard.target.cli;

import io.jacquard.target.device.DriverBinding;
import io.jacquard.target.device.HugePages;
import io.jacquard.target.device.LockedMemory;
import io.jacquard.target.device.ModuleLoader;
import io.jacquard.target.device.NodeOwner;
import io.jacquard.target.device.PciFunction;
import io.jacquard.target.device.Privilege;
import io.jacquard.target.device.Support;
import io.jacquard.target.device.SystemTree;
import io.jacquard.target.device.UserDriver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** Carries out {@code driver config} and {@code driver reset} and says what it does. */
final class DriverRun {
  private static final int FAILED = 1;

  private final SystemTree tree;
  private final DriverBinding binding;
  private final Map<String, String> environment;

  DriverRun(SystemTree tree, ModuleLoader modules, Map<String, String> environment) {
    this.tree = tree;
    this.binding = new DriverBinding(tree, modules);
    this.environment = environment;
  }

  /** What is done to one function; tells it by its result. */
  @FunctionalInterface
  private interface Step {
    String run(PciFunction function) throws IOException;
  }

  /**
   * Hands controllers over.
   *
   * @param defaultHugemem MiB of huge pages to reserve if nothing is said, or 0
   * @return the exit code
   */
  int config(CommandSpec spec, DriverFlags flags, long defaultHugemem)
      throws CommandFailedException {
    Optional<UserDriver> asked = flags.driver(environment);
    Optional<String> user = flags.user(environment);
    long pages = pages(flags, defaultHugemem);
    Set<String> named = flags.selection.allowed(environment);
    List<PciFunction> chosen = chosen(flags.selection);
    requireRoot(flags.dryRun);
    boolean failed = false;
    for (PciFunction function : chosen) {
      UserDriver driver = asked.orElse(DriverBinding.suitable(function));
      boolean already = function.driver().equals(Optional.of(driver.toString()));
      List<String> obstacles =
          already ? List.of() : binding.obstacles(function, Optional.of(driver));
      failed |=
          step(
              spec,
              function,
              obstacles,
              named.contains(function.address()),
              f -> handOver(f, driver, already, user, flags.dryRun));
    }
    failed |= pages > 0 && !reserve(spec, pages, flags);
    advise(spec, chosen, asked, user);
    return failed ? FAILED : 0;
  }

  /** Hands controllers back. */
  int reset(CommandSpec spec, SelectionFlags selection, boolean dryRun)
      throws CommandFailedException {
    Set<String> named = selection.allowed(environment);
    List<PciFunction> chosen =
        chosen(selection).stream()
            .filter(f -> named.contains(f.address()) || f.controllers().isEmpty())
            .toList();
    requireRoot(dryRun);
    boolean failed = false;
    for (PciFunction function : chosen) {
      boolean already = !function.controllers().isEmpty();
      List<String> obstacles = already ? List.of() : binding.obstacles(function, Optional.empty());
      failed |= step(spec, function, obstacles, true, f -> handBack(f, already, dryRun));
    }
    if (chosen.isEmpty()) {
      say(spec, "nothing to do: the kernel's driver has every NVMe controller");
    }
    return failed ? FAILED : 0;
  }

  private List<PciFunction> chosen(SelectionFlags selection) throws CommandFailedException {
    List<PciFunction> all = PciFunction.all(tree);
    Set<String> named = selection.allowed(environment);
    Set<String> blocked = selection.blocked(environment);
    for (String address : named) {
      if (all.stream().noneMatch(f -> f.address().equals(address))) {
        throw new CommandFailedException(
            address
                + " is no NVMe controller; there are: "
                + (all.isEmpty()
                    ? "none"
                    : String.join(", ", all.stream().map(PciFunction::address).toList())));
      }
    }
    return all.stream()
        .filter(f -> named.isEmpty() || named.contains(f.address()))
        .filter(f -> !blocked.contains(f.address()))
        .toList();
  }

  private void requireRoot(boolean dryRun) throws CommandFailedException {
    if (!dryRun && !Privilege.isRoot(tree)) {
      throw new CommandFailedException(
          "only root may change drivers: run it with sudo, or see what it would do with --dry-run");
    }
  }

  /**
   * True if it failed: a function that is in use is left alone, which fails only if it is named.
   */
  private boolean step(
      CommandSpec spec, PciFunction function, List<String> obstacles, boolean named, Step step) {
    String name = function.address() + " (" + function.vendor() + ":" + function.device() + "): ";
    if (!obstacles.isEmpty()) {
      complain(spec, name + "left alone: " + String.join("; ", obstacles));
      return named;
    }
    try {
      say(spec, name + step.run(function));
      return false;
    } catch (IOException e) {
      complain(spec, name + e.getMessage());
      return true;
    }
  }

  private String handOver(
      PciFunction function,
      UserDriver driver,
      boolean already,
      Optional<String> user,
      boolean dryRun)
      throws IOException {
    String change = function.driver().orElse("no driver") + " -> " + driver;
    if (dryRun) {
      return already ? driver + " has it already" : "would be: " + change;
    }
    if (!already) {
      binding.handOver(function, driver);
    }
    String result = already ? driver + " has it already" : change;
    if (user.isPresent()) {
      PciFunction now = find(function.address());
      result += ", for " + user.get() + ": " + new NodeOwner(tree).give(now, user.get());
    }
    return result;
  }

  private PciFunction find(String address) throws IOException {
    return PciFunction.all(tree).stream()
        .filter(f -> f.address().equals(address))
        .findFirst()
        .orElseThrow(() -> new IOException("it was removed"));
  }

  private String handBack(PciFunction function, boolean already, boolean dryRun)
      throws IOException {
    String change = function.driver().orElse("no driver") + " -> nvme";
    if (already) {
      return "nvme has it already";
    }
    if (dryRun) {
      return "would be: " + change;
    }
    binding.handBack(function);
    return change;
  }

  private long pages(DriverFlags flags, long defaultHugemem) {
    return flags
        .nrhuge(environment)
        .orElseGet(
            () ->
                HugePages.pagesFor(tree, flags.hugemem(environment).orElse(defaultHugemem) << 20));
  }

  private boolean reserve(CommandSpec spec, long pages, DriverFlags flags) {
    if (flags.dryRun) {
      say(spec, "would reserve " + pages + " huge pages");
      return true;
    }
    try {
      say(spec, HugePages.reserve(tree, pages, flags.hugenode(environment)));
      return true;
    } catch (IOException e) {
      complain(spec, e.getMessage());
      return false;
    }
  }

  private void advise(
      CommandSpec spec,
      List<PciFunction> chosen,
      Optional<UserDriver> asked,
      Optional<String> user) {
    List<String> advice = new ArrayList<>();
    if (chosen.isEmpty()) {
      advice.add("nothing to do: no NVMe controller is left to hand over");
    }
    if (chosen.stream().anyMatch(f -> f.iommuGroup().isEmpty())) {
      advice.add("without an IOMMU the device can reach all memory, and only root may drive it");
    }
    boolean uio =
        chosen.stream()
            .anyMatch(f -> asked.orElse(DriverBinding.suitable(f)) == UserDriver.UIO_PCI_GENERIC);
    Support hugePages = HugePages.support(tree);
    if (uio && !hugePages.works()) {
      advice.add("uio_pci_generic needs huge pages: " + hugePages.detail());
    }
    Support memlock = LockedMemory.support(tree);
    if (user.isPresent()) {
      advice.add(
          "vfio counts what "
              + user.get()
              + "'s programs lock against their limit ('ulimit -l'); here it is: "
              + memlock.detail());
    }
    advice.forEach(line -> complain(spec, "note: " + line));
  }

  private static void say(CommandSpec spec, String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private static void complain(CommandSpec spec, String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
