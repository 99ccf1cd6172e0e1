package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The user-space driver on controllers that QEMU emulates, behind an emulated IOMMU. */
@Tag("vm")
class PciDriverTest {
  private static final Duration LIMIT = Duration.ofSeconds(240);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TESTS = "io.jacquard.lab.contract.PciInGuest";
  private static final long GIB = 1L << 30;

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "pci",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .iommu()
                  .device(NvmeController.of("nvme-a", NvmeNamespace.of(6 * GIB)))
                  .modules("nvme", "vfio-pci"));

  private static String address(String serial) {
    return guest
        .get()
        .succeed(
            """
            for c in /sys/class/nvme/*; do
              [ "$(cat $c/serial | tr -d ' ')" = %s ] && basename $(readlink -f $c/device)
            done
            """
                .formatted(serial),
            SOON);
  }

  private static void bind(String address, String driver) {
    guest
        .get()
        .succeed(
            """
            device=/sys/bus/pci/devices/%1$s
            echo %2$s > $device/driver_override
            [ ! -e $device/driver ] || echo %1$s > $device/driver/unbind
            echo %1$s > /sys/bus/pci/drivers_probe
            [ "$(basename $(readlink $device/driver))" = %2$s ]
            """
                .formatted(address, driver),
            SOON);
  }

  @TestFactory
  Stream<DynamicNode> behindTheIommu() {
    String address = address("nvme-a");
    assertThat(address).isNotEmpty();
    bind(address, "vfio-pci");
    return new GuestTests(guest.get())
        .select("vfio", TESTS, Map.of("jacquard.uri", "pci:" + address + "?nsid=1"))
        .run(LIMIT);
  }
}
