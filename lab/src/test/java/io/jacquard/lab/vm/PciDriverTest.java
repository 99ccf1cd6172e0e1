package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The user-space driver on controllers that QEMU emulates, behind an emulated IOMMU. */
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PciDriverTest {
  private static final Duration LIMIT = Duration.ofSeconds(300);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String TESTS = "io.jacquard.lab.contract.PciInGuest";
  private static final String ALLOCATION = "io.jacquard.lab.contract.PciAllocationInGuest";
  private static final String LOOPS = TESTS + "#severalLoopsAndSeveralOpeningsWorkAtTheSameTime";
  private static final String SEVERAL = "io.jacquard.lab.contract.PciControllersInGuest";
  private static final String NQN = "nqn.2026-01.io.jacquard:pci";
  private static final long GIB = 1L << 30;
  private static final long SMALL = 64 << 20;

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "pci",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .iommu()
                  .device(
                      NvmeController.of(
                          "nvme-a",
                          NvmeNamespace.of(6 * GIB),
                          NvmeNamespace.of(SMALL).blocksOf(4096)))
                  .device(
                      NvmeController.of(
                          "nvme-z", NvmeNamespace.of(SMALL).zoned(4 << 20, 3 << 20, 4, 8)))
                  .device(
                      NvmeController.of("nvme-r", NvmeNamespace.of(6 * GIB))
                          .with("max_ioqpairs=1", "msix_qsize=2"))
                  .modules("nvme", "nvme_tcp", "vfio-pci", "uio_pci_generic"));

  private static String address(String serial) {
    return guest
        .get()
        .succeed(
            """
            address=/run/address-%1$s
            for serial in $(ls /sys/class/nvme/*/serial 2> /dev/null); do
              if [ "$(tr -d ' ' < $serial)" = %1$s ]; then
                basename $(readlink -f ${serial%%/*}/device) > $address
              fi
            done
            cat $address
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
  @Order(1)
  Stream<DynamicNode> behindTheIommu() {
    String address = address("nvme-a");
    String zoned = address("nvme-z");
    bind(address, "vfio-pci");
    bind(zoned, "vfio-pci");
    guest.get().succeed("echo 24 > /proc/sys/vm/nr_hugepages", SOON);
    String uri = "pci:" + address + "?nsid=1";
    Map<String, String> plain = Map.of("jacquard.uri", uri + "&sgl=off&dbbuf=off&poll=off");
    Map<String, String> huge = Map.of("jacquard.uri", uri + "&be=vfio&hugepages&poll=on&queues=2");
    return new GuestTests(guest.get())
        .select("vfio", TESTS, Map.of("jacquard.uri", uri, "jacquard.contract.percent", "50"))
        .select("PRPs and interrupts", TESTS + "#whatIsWrittenIsReadBackInEverySize", plain)
        .select(
            "PRPs and interrupts", TESTS + "#dataThatBeginsAnywhereInALoopsBufferIsCarried", plain)
        .select("huge pages and polling", TESTS + "#whatIsWrittenIsReadBackInEverySize", huge)
        .select("loops share a queue pair", LOOPS, Map.of("jacquard.uri", uri + "&queues=1"))
        .select("no garbage", ALLOCATION, Map.of("jacquard.uri", uri + "&poll=on"))
        .select(
            "several controllers",
            SEVERAL,
            Map.of(
                "jacquard.first", uri,
                "jacquard.second", "pci:" + address + "?nsid=2",
                "jacquard.zoned", "pci:" + zoned + "?nsid=1"))
        .run(LIMIT);
  }

  @TestFactory
  @Order(2)
  Stream<DynamicNode> withoutProtection() {
    String address = address("nvme-r");
    bind(address, "uio_pci_generic");
    String refused = guest.get().run("jacquard info pci:" + address + " 2>&1", SOON).output();
    assertThat(refused).contains("is behind an IOMMU").contains("vfio-pci");
    guest
        .get()
        .succeed(
            """
            device=/sys/bus/pci/devices/%1$s
            echo %1$s > $device/driver/unbind
            echo identity > $device/iommu_group/type
            echo %1$s > /sys/bus/pci/drivers_probe
            """
                .formatted(address),
            SOON);
    Map<String, String> uio = Map.of("jacquard.uri", "pci:" + address + "?be=uio");
    return new GuestTests(guest.get())
        .select("uio", TESTS + "#whatIsWrittenIsReadBackInEverySize", uio)
        .select("uio, with one queue pair", LOOPS, uio)
        .select("uio", TESTS + "#theControllerAnswersAdminCommandsOfOthers", uio)
        .run(LIMIT);
  }

  @Test
  @Order(3)
  void aControllerThatTheKernelHasIsNotTakenFromIt() {
    String address = address("nvme-r");
    bind(address, "nvme");
    ScriptResult result =
        guest.get().run("jacquard target --namespace pci:" + address + "?nsid=1 2>&1", SOON);
    assertThat(result.succeeded()).isFalse();
    assertThat(result.output())
        .contains("bound to the driver nvme")
        .contains("jacquard driver config --allow " + address);
  }

  @Test
  @Order(4)
  void hostsUseItOverTheNetworkUntilItIsUnpluggedOrHandedBack() throws Exception {
    String kept = address("nvme-a");
    String unplugged = address("nvme-r");
    bind(unplugged, "vfio-pci");
    guest
        .get()
        .succeed(
            """
            source /run/host.sh
            setsid jacquard target --nqn %1$s --port tcp://127.0.0.1:4420 --discovery-port none --loops 3 \
              --namespace 'pci:%2$s?nsid=1' --namespace 'pci:%3$s?nsid=1' \
              > /run/target.log 2>&1 &
            echo $! > /run/target.pid
            trap 'status=$?; [ $status = 0 ] || tail -30 /run/target.log; exit $status' EXIT
            grep -q -m 1 'nvme connect' \
              <(timeout 200 tail -n +1 -f --pid=$(cat /run/target.pid) /run/target.log)
            # Queues for reading, writing and polling: each on another loop.
            nvme connect -t tcp -a 127.0.0.1 -s 4420 -n %1$s -i 1 -W 1 -P 1
            await 60 has_disk %1$s 2
            verify $(disk %1$s 1) rw=randrw bsrange=4k-1m size=24m offset=4g &
            busy() { [ $(awk '{ print $5 }' /sys/block/$(basename $(disk %1$s 1))/stat) -gt 20 ]; }
            await 60 busy
            echo 1 > /sys/bus/pci/devices/%2$s/reset
            wait $!
            grep -q 'is back after reset' /run/target.log
            verify $(disk %1$s 2) rw=randrw bs=4k size=2m
            printf 'still here' | dd of=$(disk %1$s 1) bs=4096 conv=sync oflag=direct status=none
            """
                .formatted(NQN, kept, unplugged),
            LIMIT);

    assertThat(guest.get().monitor("device_del nvme-r")).isEmpty();
    guest
        .get()
        .succeed(
            """
            source /run/host.sh
            unplugged() { [ ! -e /sys/bus/pci/devices/%2$s ]; }
            await 60 unplugged
            ! timeout 60 dd if=$(disk %1$s 2) of=/dev/null bs=4096 count=1 skip=9 iflag=direct
            verify $(disk %1$s 1) rw=randrw bs=64k size=4m offset=5g
            disconnect %1$s
            kill $(cat /run/target.pid)
            gone() { [ ! -e /proc/$(cat /run/target.pid) ]; }
            await 60 gone
            """
                .formatted(NQN, unplugged),
            LIMIT);

    bind(kept, "nvme");
    guest
        .get()
        .succeed(
            """
            source /run/host.sh
            # The number in a disk's name is not its namespace ID.
            back() {
              local nsid
              for nsid in $(ls /sys/bus/pci/devices/%s/nvme/*/nvme*/nsid 2> /dev/null); do
                if [ "$(cat $nsid)" = 1 ]; then
                  disk=/dev/$(basename ${nsid%%/nsid})
                  return 0
                fi
              done
              return 1
            }
            await 60 back
            dd if=$disk bs=4096 count=1 iflag=direct status=none > /run/first
            grep -q 'still here' /run/first || fail "$disk: $(od -c /run/first | head -3)"
            """
                .formatted(kept),
            SOON);
  }
}
