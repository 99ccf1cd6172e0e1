package io.jacquard.target.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over the tree of a virtual machine, with a kernel that moves drivers as Linux does. */
class DriverBindingTest {
  private static final String FIRST = "0000:01:00.0";

  @TempDir private Path root;

  private RecordedTree recorded;
  private DriverBinding binding;

  @BeforeEach
  void layOut() throws IOException {
    recorded = new RecordedTree(root, "qemu.tree");
    binding = new DriverBinding(recorded.tree(), recorded.loader());
  }

  private PciFunction function(String controller) {
    return PciFunction.all(recorded.tree()).stream()
        .filter(function -> function.controllers().contains(controller))
        .findFirst()
        .orElseThrow();
  }

  private PciFunction at(String address) {
    return PciFunction.all(recorded.tree()).stream()
        .filter(function -> function.address().equals(address))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFunctionGoesToVfioAndBack() throws IOException {
    assertThat(DriverBinding.suitable(at(FIRST))).isEqualTo(UserDriver.VFIO_PCI);
    binding.handOver(at(FIRST), UserDriver.VFIO_PCI);
    assertThat(at(FIRST).driver()).contains("vfio-pci");
    assertThat(recorded.modules).containsExactly("vfio_pci");
    assertThat(recorded.writes)
        .containsExactly(
            "sys/bus/pci/devices/0000:01:00.0/driver_override vfio-pci",
            "sys/bus/pci/devices/0000:01:00.0/driver/unbind 0000:01:00.0",
            "sys/bus/pci/drivers_probe 0000:01:00.0");
    binding.handBack(at(FIRST));
    assertThat(at(FIRST).driver()).contains("nvme");
  }

  @Test
  void aDriverThatRefusesLeavesTheFunctionWithTheKernel() {
    recorded.broken = "vfio-pci";
    assertThatThrownBy(() -> binding.handOver(at(FIRST), UserDriver.VFIO_PCI))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vfio-pci did not take 0000:01:00.0 (no driver has it)")
        .hasMessageContaining("dmesg");
    assertThat(at(FIRST).driver()).contains("nvme");
  }

  @Test
  void anUnusedFunctionHasNoObstacle() {
    assertThat(binding.obstacles(at(FIRST), Optional.of(UserDriver.VFIO_PCI))).isEmpty();
  }

  @Test
  void mountsSwapAndHoldersAreNamed() {
    assertThat(binding.obstacles(function("nvme2"), Optional.empty()))
        .containsExactly("nvme2n1p1 is mounted at /run/my files");
    assertThat(binding.obstacles(function("nvme3"), Optional.empty()))
        .containsExactly("nvme3n1 is part of dm-0 (volume)");
    assertThat(binding.obstacles(function("nvme4"), Optional.empty()))
        .containsExactly("nvme4n1 is swap");
  }

  @Test
  void aMountedBtrfsIsNamed() throws IOException {
    recorded.add("sys/fs/btrfs/0b56-7a/devices/nvme0n1 -> ../../../../block/nvme0n1");
    assertThat(binding.obstacles(function("nvme0"), Optional.empty()))
        .containsExactly("nvme0n1 is part of the mounted btrfs 0b56-7a");
  }

  @Test
  void programsThatHaveItOpenAreNamed() throws IOException {
    recorded.add("proc/4711/comm = java");
    recorded.add("proc/4711/fd/0 -> /dev/null");
    recorded.add("proc/4711/fd/7 -> /dev/ng0n2");
    assertThat(binding.obstacles(at(FIRST), Optional.empty()))
        .containsExactly("/dev/ng0n2 is open in java (PID 4711)");
    recorded.add("proc/4712/comm = jacquard");
    recorded.add("proc/4712/fd/9 -> /dev/vfio/" + at("0000:02:00.0").iommuGroup().orElseThrow());
    assertThat(binding.obstacles(at("0000:02:00.0"), Optional.empty()).getFirst())
        .endsWith("is open in jacquard (PID 4712)");
  }

  @Test
  void companionsOfTheIommuGroupAreNamed() throws IOException {
    String group = at(FIRST).iommuGroup().orElseThrow();
    recorded.add("sys/kernel/iommu_groups/" + group + "/devices/0000:00:1f.2");
    recorded.add("sys/bus/pci/devices/0000:00:1f.2/driver -> ../../drivers/ahci");
    assertThat(binding.obstacles(at(FIRST), Optional.of(UserDriver.VFIO_PCI)).getFirst())
        .contains("IOMMU group " + group + " contains 0000:00:1f.2 (ahci) too");
    recorded.add("sys/bus/pci/devices/0000:00:1f.2/driver -> ../../drivers/pcieport");
    assertThat(binding.obstacles(at(FIRST), Optional.of(UserDriver.VFIO_PCI))).isEmpty();
  }

  @Test
  void withoutAnIommuTheOtherDriverSuits() throws IOException {
    java.nio.file.Files.delete(root.resolve("sys/bus/pci/devices/" + FIRST + "/iommu_group"));
    assertThat(DriverBinding.suitable(at(FIRST))).isEqualTo(UserDriver.UIO_PCI_GENERIC);
    assertThat(binding.obstacles(at(FIRST), Optional.of(UserDriver.VFIO_PCI)).getFirst())
        .contains("vfio-pci needs an IOMMU");
  }

  @Test
  void hugePagesAreReservedOnceAndCountedAfterwards() throws IOException {
    SystemTree tree = recorded.tree();
    assertThat(HugePages.support(tree).works()).isFalse();
    assertThat(HugePages.pagesFor(tree, 5 << 20)).isEqualTo(3);
    assertThat(HugePages.reserve(tree, 8, Optional.empty()))
        .isEqualTo("8 huge pages of 2048 KiB reserved (0 before)");
    assertThat(HugePages.reserve(tree, 4, Optional.empty()))
        .isEqualTo("8 huge pages of 2048 KiB are reserved already");
    recorded.mostHugePages = 12;
    assertThatThrownBy(() -> HugePages.reserve(tree, 100, Optional.empty()))
        .hasMessageContaining("only 12 of 100 huge pages");
    assertThat(HugePages.support(tree).works()).isTrue();
    recorded.add("proc/meminfo = MemAvailable: 102400 kB\\nHugepagesize: 2048 kB");
    assertThatThrownBy(() -> HugePages.reserve(tree, 100, Optional.empty()))
        .hasMessageContaining("88 more huge pages are 176 MiB, but only 100 MiB of memory");
  }

  @Test
  void limitsAndTheIommuAreExplained() throws IOException {
    SystemTree tree = recorded.tree();
    assertThat(Iommu.support(tree).works()).isTrue();
    recorded.add("proc/self/limits = Max locked memory         65536    65536     bytes");
    recorded.add("proc/self/status = Uid:\t1000\t1000\t1000\t1000");
    assertThat(LockedMemory.support(tree))
        .isEqualTo(
            Support.no(
                "memlock",
                "64 KiB is little for a user-space driver: raise it by 'ulimit -l unlimited', in"
                    + " /etc/security/limits.conf, or LimitMEMLOCK= of a service"));
    recorded.add("proc/self/status = Uid:\t1000\t0\t0\t0");
    assertThat(LockedMemory.support(tree).works()).isTrue();
    recorded.add("proc/self/limits = Max locked memory         unlimited    unlimited     bytes");
    assertThat(LockedMemory.support(tree).detail()).isEqualTo("unlimited");
    for (String unit : tree.list("sys/class/iommu")) {
      java.nio.file.Files.delete(root.resolve("sys/class/iommu/" + unit));
    }
    recorded.add("proc/cpuinfo = vendor_id : GenuineIntel");
    recorded.add("proc/cmdline = quiet");
    assertThat(Iommu.support(tree).detail()).contains("add intel_iommu=on");
    recorded.add("proc/cpuinfo = vendor_id : AuthenticAMD");
    assertThat(Iommu.support(tree).detail()).contains("AMD-Vi");
  }

  @Test
  void modulesThatCouldBeLoadedAreTold() throws IOException {
    recorded.add("proc/sys/kernel/osrelease = 6.12.0");
    recorded.add("lib/modules/6.12.0/modules.dep = kernel/drivers/vfio/pci/vfio-pci.ko: x.ko");
    KernelModules modules = new KernelModules(recorded.tree());
    assertThat(modules.missing("vfio-pci")).contains("'modprobe vfio-pci' loads it");
    assertThat(modules.missing("uio_pci_generic")).contains("(6.12.0) has no module");
    assertThat(List.of(modules.isLoaded("vfio_pci"))).containsExactly(false);
  }
}
