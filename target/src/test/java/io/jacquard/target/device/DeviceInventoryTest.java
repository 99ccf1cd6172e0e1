package io.jacquard.target.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over the tree of a virtual machine with emulated devices. */
class DeviceInventoryTest {
  @TempDir private Path root;

  private RecordedTree recorded;

  @BeforeEach
  void layOut() throws IOException {
    recorded = new RecordedTree(root, "qemu.tree");
  }

  private static List<LocalDevice> all(SystemTree tree) {
    return DeviceInventory.of(
        tree,
        controller -> {
          throw new AssertionError(controller + " is not to be asked");
        });
  }

  private LocalDevice device(String name) {
    return all(recorded.tree()).stream()
        .filter(device -> device.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  private static List<String> uris(LocalDevice device) {
    return device.uris().stream().map(DeviceUri::uri).toList();
  }

  @Test
  void controllersComeFirstThenNamespacesThenTheRest() {
    assertThat(all(recorded.tree()))
        .extracting(LocalDevice::name)
        .containsSubsequence("nvme0", "nvme4", "nvme0n1", "nvme0n2", "nvme1n1", "nullb0", "pmem0")
        .doesNotContain("loop0");
  }

  @Test
  void aNamespaceHasEveryWayToIt() {
    LocalDevice namespace = device("nvme0n2");
    assertThat(namespace.kind()).isEqualTo(LocalDevice.Kind.NAMESPACE);
    assertThat(namespace.bytes()).hasValue(32 << 20);
    assertThat(namespace.blockSize()).hasValue(4096);
    assertThat(namespace.driver()).contains("nvme");
    assertThat(namespace.model()).contains("QEMU NVMe Ctrl");
    assertThat(uris(namespace))
        .containsExactly("/dev/nvme0n2", "/dev/ng0n2", "pci:0000:01:00.0?nsid=2");
    assertThat(namespace.uris().get(0).obstacle()).isEmpty();
    assertThat(namespace.uris().get(2).obstacle().orElseThrow())
        .contains("the kernel's driver has the controller", "driver config --allow 0000:01:00.0");
  }

  @Test
  void aControllerHasItsOwnWays() {
    LocalDevice controller = device("nvme1");
    assertThat(uris(controller)).containsExactly("/dev/nvme1", "pci:0000:02:00.0");
    assertThat(controller.kind()).isEqualTo(LocalDevice.Kind.CONTROLLER);
  }

  @Test
  void zonesAndUsesAreRemarked() {
    assertThat(device("nvme1n1").traits()).contains("zoned (host-managed)");
    assertThat(device("nullb1").traits()).contains("zoned (host-managed)");
    assertThat(device("nullb0").driver()).contains("null_blk");
    assertThat(device("nvme2n1p1").uses()).containsExactly("mounted at /run/my files");
    assertThat(device("nvme3n1").uses()).containsExactly("part of dm-0 (volume)");
    assertThat(device("nvme4n1").uses()).containsExactly("swap");
    assertThat(device("pmem0").kind()).isEqualTo(LocalDevice.Kind.PMEM);
    assertThat(device("pmem0").traits()).contains("dax");
  }

  @Test
  void aKernelWithoutGenericDevicesIsTold() throws IOException {
    java.nio.file.Files.delete(root.resolve("sys/class/nvme-generic/ng0n1"));
    assertThat(device("nvme0n1").uris().get(1).obstacle().orElseThrow()).contains("Linux 5.13");
  }

  @Test
  void aNodeThatIsNotThereIsTold() throws IOException {
    java.nio.file.Files.delete(root.resolve("dev/ng0n1"));
    assertThat(device("nvme0n1").uris().get(1).obstacle().orElseThrow())
        .contains("there is no /dev/ng0n1");
  }

  @Test
  void pathsOfMultipathLeadToOneNamespaceWithAllControllers() throws IOException {
    recorded.add("sys/block/nvme0n1/device -> ../../class/nvme-subsystem/nvme-subsys0");
    recorded.add("sys/class/nvme-subsystem/nvme-subsys0/nvme0/");
    recorded.add("sys/class/nvme-subsystem/nvme-subsys0/nvme1/");
    recorded.add("sys/block/nvme0c0n1/hidden = 1");
    recorded.add("sys/block/nvme0c0n1/size = 131072");
    assertThat(uris(device("nvme0n1")))
        .contains("pci:0000:01:00.0?nsid=1", "pci:0000:02:00.0?nsid=1");
    assertThat(all(recorded.tree())).extracting(LocalDevice::name).doesNotContain("nvme0c0n1");
  }

  @Test
  void afterTheHandOverTheFunctionIsListedByItsAddress() throws IOException {
    PciFunction function = PciFunction.all(recorded.tree()).getFirst();
    new DriverBinding(recorded.tree(), recorded.loader()).handOver(function, UserDriver.VFIO_PCI);
    java.nio.file.Files.delete(root.resolve("sys/bus/pci/devices/0000:01:00.0/nvme/nvme0"));
    LocalDevice device = device("0000:01:00.0");
    assertThat(device.driver()).contains("vfio-pci");
    assertThat(uris(device)).containsExactly("pci:0000:01:00.0", "pci:0000:01:00.0?nsid=1");
    assertThat(device.uris().getFirst().obstacle().orElseThrow())
        .contains("there is no /dev/vfio/");
  }

  /** The function that vfio-pci has, with a node that can be opened. */
  private LocalDevice handedOver(ActiveNamespaces namespaces) throws IOException {
    PciFunction function = PciFunction.all(recorded.tree()).getFirst();
    new DriverBinding(recorded.tree(), recorded.loader()).handOver(function, UserDriver.VFIO_PCI);
    java.nio.file.Files.delete(root.resolve("sys/bus/pci/devices/0000:01:00.0/nvme/nvme0"));
    recorded.add("dev/vfio/" + function.iommuGroup().orElseThrow());
    return DeviceInventory.of(recorded.tree(), namespaces).stream()
        .filter(device -> device.name().equals(function.address()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aControllerThatNobodyUsesIsAskedForItsNamespaces() throws IOException {
    LocalDevice device = handedOver(controller -> List.of(1, 7, -2));
    assertThat(uris(device))
        .containsExactly(
            "pci:0000:01:00.0",
            "pci:0000:01:00.0?nsid=1",
            "pci:0000:01:00.0?nsid=7",
            "pci:0000:01:00.0?nsid=4294967294");
    assertThat(device.uris()).allMatch(uri -> uri.obstacle().isEmpty());
  }

  @Test
  void aControllerThatDoesNotAnswerIsTold() throws IOException {
    LocalDevice device =
        handedOver(
            controller -> {
              throw new IOException(controller + " does not become ready");
            });
    assertThat(uris(device)).containsExactly("pci:0000:01:00.0");
    assertThat(device.traits())
        .contains("cannot be asked for its namespaces: pci:0000:01:00.0 does not become ready");
  }

  @Test
  void aControllerThatAProgramUsesIsNotDisturbed() throws IOException {
    String group = PciFunction.all(recorded.tree()).getFirst().iommuGroup().orElseThrow();
    recorded.add("proc/4711/comm = fio");
    recorded.add("proc/4711/fd/5 -> /dev/vfio/" + group);
    LocalDevice device =
        handedOver(
            controller -> {
              throw new AssertionError(controller + " is in use");
            });
    assertThat(device.uses()).containsExactly("/dev/vfio/" + group + " is open in fio (PID 4711)");
    assertThat(device.uris().getFirst().obstacle().orElseThrow()).contains("a program uses it");
  }

  @Test
  void aMachineWithoutAnythingHasNoDevices(@TempDir Path empty) throws IOException {
    assertThat(all(new SystemTree(empty, (attribute, text) -> {}))).isEmpty();
  }
}
