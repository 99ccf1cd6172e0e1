package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every way to NVMe controllers on PCIe: under the contract in a guest, on namespaces that fail and
 * controllers that go away, and exported to the kernel's host.
 */
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NvmeBackEndsTest {

  private static final String CONTRACT = "io.jacquard.lab.contract.";
  private static final Duration LIMIT = Duration.ofSeconds(500);
  private static final long GIB = 1L << 30;
  private static final long MIB = 1L << 20;
  private static final int BAD_SECTOR = 4096;

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "nvme-back-ends",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .iommu()
                  .device(
                      NvmeController.of(
                          "two",
                          NvmeNamespace.of(6 * GIB),
                          NvmeNamespace.of(6 * GIB).blocksOf(4096)))
                  .device(NvmeController.of("user", NvmeNamespace.of(6 * GIB)))
                  .device(
                      NvmeController.of(
                          "failing",
                          NvmeNamespace.of(64 * MIB)
                              .failing("read", BAD_SECTOR)
                              .failing("write", BAD_SECTOR)))
                  .device(
                      NvmeController.of(
                          "zoned",
                          NvmeNamespace.of(64 * MIB)
                              .zoned(4 * MIB, 3 * MIB, 4, 8)
                              .with("zoned.descr_ext_size=64")))
                  .device(NvmeController.of("leaving", NvmeNamespace.of(GIB)))
                  .kernelParameters("nvme.poll_queues=1")
                  .sparseDisk("unpolled", MIB)
                  .modules("nvme", "vfio-pci"));

  private static String two;
  private static String user;
  private static String failing;
  private static String zoned;
  private static String leaving;

  @BeforeAll
  static void findControllers() {
    two = controller("two");
    failing = controller("failing");
    zoned = controller("zoned");
    leaving = controller("leaving");
    user = linux("pci_address " + controller("user"));
  }

  /** The name that the kernel has given to a controller, such as nvme0. */
  private static String controller(String serial) {
    return linux(
        "await 60 nvme_with_serial %1$s > /dev/null; nvme_with_serial %1$s".formatted(serial));
  }

  private static String linux(String script) {
    return guest
        .get()
        .succeed(
            "source /run/host.sh\nsource /run/target.sh\nsource /run/devices.sh\n" + script, LIMIT);
  }

  private static String block(String controller, int nsid, String options) {
    return "/dev/" + controller + "n" + nsid + "?" + options;
  }

  private static String generic(String controller, int nsid, String options) {
    return "/dev/" + controller.replace("nvme", "ng") + "n" + nsid + "?" + options;
  }

  private static void contract(
      GuestTests tests, String title, String contract, String uri, String access) {
    tests.select(
        title,
        CONTRACT + contract,
        Map.of("jacquard.uri", uri, "jacquard.access", access, "jacquard.contract.percent", "3"));
  }

  @TestFactory
  @Order(1)
  Stream<DynamicNode> contractAndFailures() {
    GuestTests tests = new GuestTests(guest.get());
    contract(
        tests,
        "block device, io_uring",
        "BlockDeviceInGuest",
        block(two, 1, "async=io_uring"),
        "linux io_uring psync nvme");
    contract(
        tests,
        "block device of large blocks, libaio",
        "BlockDeviceInGuest",
        block(two, 2, "async=libaio"),
        "linux libaio psync nvme");
    contract(
        tests,
        "zones, io_uring_cmd",
        "ZonedInGuest",
        generic(zoned, 1, "async=io_uring_cmd"),
        "linux io_uring_cmd nvme nvme");
    contract(
        tests,
        "zones, ioctl",
        "ZonedInGuest",
        generic(zoned, 1, "async=thrpool"),
        "linux thrpool nvme nvme");
    tests.select(
        "polled queues",
        CONTRACT + "PolledInGuest",
        Map.of(
            "jacquard.uri",
            "/dev/" + two + "n1",
            "jacquard.controller",
            two,
            "jacquard.unpolled",
            linux("disk_with_serial unpolled")));
    failures(tests);
    return tests.run(LIMIT);
  }

  private static void failures(GuestTests tests) {
    failing(tests, "block device", block(failing, 1, "async=io_uring"));
    failing(tests, "io_uring_cmd", generic(failing, 1, "async=io_uring_cmd"));
    failing(tests, "ioctl", generic(failing, 1, "async=thrpool"));
    tests.select(
        "ioctl of an old kernel",
        CONTRACT + "OldIoctlInGuest",
        Map.of("jacquard.path", "/dev/" + two.replace("nvme", "ng") + "n1"));
    String address = linux("pci_address " + leaving);
    removal(
        tests,
        "a controller of the kernel's driver",
        generic(leaving, 1, "async=io_uring_cmd"),
        "echo 1 > /sys/bus/pci/devices/" + address + "/remove");
  }

  private static void failing(GuestTests tests, String title, String uri) {
    tests.select(
        "QEMU's injected errors, " + title,
        CONTRACT + "FailingDeviceInGuest",
        Map.of(
            "jacquard.uri",
            uri,
            "jacquard.bad.at",
            Integer.toString(BAD_SECTOR * 512),
            "jacquard.bad.bytes",
            "512"));
  }

  private static void removal(GuestTests tests, String title, String uri, String command) {
    tests.select(
        title + " goes away",
        CONTRACT + "RemovalInGuest",
        Map.of(
            "jacquard.uri", uri,
            "jacquard.other", block(two, 1, "async=io_uring"),
            "jacquard.removal", command));
  }

  @Test
  @Order(2)
  void theKernelsHostVerifiesEveryWayAtOnceAndGetsAControllerBackWithItsData() {
    String said =
        linux(
            """
            nqn=nqn.2026-01.io.jacquard:nvme
            appears() { [ -b /dev/$(nvme_with_serial user)n1 ]; }
            await 60 appears
            jacquard driver config --allow %3$s
            export_by_us $nqn \\
              --namespace '%1$s' --namespace '%2$s' --namespace pci:%3$s --namespace '%4$s'
            for nsid in 1 2 3 4; do
              await 60 has_disk $nqn $nsid
              verify $(disk $nqn $nsid) rw=randwrite bs=16k size=2m
            done
            over_tcp=$(head -c 4M $(disk $nqn 3) | sha256sum)
            withdraw_ours $nqn

            jacquard driver reset --allow %3$s
            await 60 appears
            [ "$(head -c 4M /dev/$(nvme_with_serial user)n1 | sha256sum)" = "$over_tcp" ]
            [ "$(head -c 4M /dev/zero | sha256sum)" != "$over_tcp" ]
            echo "handed back with its data"
            """
                .formatted(
                    block(two, 1, "async=io_uring"),
                    generic(two, 2, "async=io_uring_cmd"),
                    user,
                    generic(failing, 1, "async=thrpool")));
    assertThat(said).endsWith("handed back with its data");
  }

  @TestFactory
  @Order(3)
  Stream<DynamicNode> theUserSpaceDriverPassesInjectedErrorsOn() {
    String address = linux("pci_address " + failing);
    linux("jacquard driver config --allow " + address);
    GuestTests tests = new GuestTests(guest.get());
    failing(tests, "pci", "pci:" + address + "?nsid=1");
    return tests.run(LIMIT);
  }
}
