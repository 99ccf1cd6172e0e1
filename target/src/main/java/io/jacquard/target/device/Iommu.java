package io.jacquard.target.device;

import java.util.List;

/** The unit that keeps a device to the memory that a program gives it. */
public final class Iommu {
  private static final String ON = "intel_iommu=on";

  private Iommu() {}

  /** Whether there is one that is on, and what to do otherwise. */
  public static Support support(SystemTree tree) {
    List<String> units = tree.list("sys/class/iommu");
    if (!units.isEmpty()) {
      int groups = tree.list("sys/kernel/iommu_groups").size();
      return Support.yes("iommu", String.join(", ", units) + "; " + groups + " groups of devices");
    }
    return Support.no("iommu", "none is on: " + advice(tree));
  }

  private static String advice(SystemTree tree) {
    String firmware = "enable it in the firmware (a virtual machine needs an emulated one)";
    boolean intel = tree.read("proc/cpuinfo").orElse("").contains("GenuineIntel");
    boolean asked = tree.read("proc/cmdline").orElse("").contains(ON);
    if (intel && !asked) {
      return "add " + ON + " to the kernel's command line, and enable VT-d in the firmware";
    }
    return (intel ? "VT-d: " : "AMD-Vi or the like: ") + firmware;
  }
}
