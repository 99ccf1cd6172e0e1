package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.initiator.ZoneCommands;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReportFilter;
import io.jacquard.nvme.zone.ZoneSendAction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Zoned block devices of the kernel, shown as zoned namespaces. */
@Tag("vm")
class ZonedDevicesTest {

  private static final String CONTRACT = "io.jacquard.lab.contract.ZonedDeviceInGuest";
  private static final String KERNEL_NQN = "nqn.2026-01.io.jacquard:kernel-zones";
  private static final int KERNEL_PORT = 4430;
  private static final int ZONE = 8192;
  private static final Duration LIMIT = Duration.ofSeconds(500);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "zoned-devices",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .reachable(KERNEL_PORT)
                  .device(
                      NvmeController.of(
                          "zoned", NvmeNamespace.of(64 << 20).zoned(4 << 20, 3 << 20, 4, 8)))
                  .modules("nvme", "nvme_tcp"));

  @BeforeAll
  static void makeDevices() {
    guest
        .get()
        .succeed(
            """
            source /run/host.sh
            modprobe null_blk nr_devices=0
            mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
            # null NAME BLOCK OPEN ACTIVE: of 64 MiB, with zones of 4 MiB, of which 3 can be used.
            null() {
              local device=/sys/kernel/config/nullb/$1
              mkdir $device
              echo $2 > $device/blocksize
              echo 64 > $device/size
              echo 1 > $device/memory_backed
              echo 1 > $device/zoned
              echo 4 > $device/zone_size
              echo 3 > $device/zone_capacity
              echo 0 > $device/zone_nr_conv
              echo $3 > $device/zone_max_open
              echo $4 > $device/zone_max_active
              echo 1 > $device/power
            }
            null limited 512 3 5
            null unlimited 4096 0 0
            null exported 512 8 0
            null kernel 512 8 10
            is_there() { [ -b /dev/limited ] && [ -b /dev/kernel ] && [ -b /dev/nvme0n1 ]; }
            await 60 is_there
            """,
            LIMIT);
  }

  @TestFactory
  Stream<DynamicNode> theContract() {
    return new GuestTests(guest.get())
        .select("null_blk with limits", CONTRACT, Map.of("jacquard.uri", "/dev/limited"))
        .select(
            "null_blk without limits, by threads",
            CONTRACT,
            Map.of("jacquard.uri", "/dev/unlimited?async=thrpool"))
        .select("QEMU's controller", CONTRACT, Map.of("jacquard.uri", "/dev/nvme0n1"))
        .run(LIMIT);
  }

  @Test
  void devicesThatCannotBeANamespaceAreRefusedWithTheReason() {
    String said =
        guest
            .get()
            .succeed(
                """
                mkdir /sys/kernel/config/nullb/mixed
                cd /sys/kernel/config/nullb/mixed
                for option in size=64 memory_backed=1 zoned=1 zone_size=4 zone_nr_conv=2 power=1; do
                  echo ${option#*=} > ${option%%=*}
                done
                ! jacquard info /dev/mixed
                ! jacquard info /dev/limited?direct=off
                """,
                LIMIT);
    assertThat(said).contains("all written sequentially").contains("direct I/O");
  }

  @Test
  void theKernelsHostUsesAnExportedZonedDevice() {
    guest
        .get()
        .succeed(
            """
            source /run/host.sh
            nqn=nqn.2026-01.io.jacquard:zones
            jacquard target --nqn $nqn --port tcp://127.0.0.1:4420 --discovery-port none \\
              --allow-any-host --namespace /dev/exported > /run/target.txt 2>&1 &
            target=$!
            listens() { ss -Hltn sport = :4420 | grep -q .; }
            await 300 listens
            nvme connect -t tcp -a 127.0.0.1 -s 4420 -n $nqn
            await 60 has_disk $nqn 1
            disk=$(disk $nqn 1)
            [ "$(cat /sys/block/${disk##*/}/queue/zoned)" = host-managed ]
            blkzone reset $disk
            verify $disk zonemode=zbd bs=16k rw=write size=8m max_open_zones=3
            # The write pointer of a full zone is whatever a driver makes of it.
            report() { blkzone report -c 4 $1 | sed '/(fu)/s/wptr [^ ]*//'; }
            [ "$(report $disk)" = "$(report /dev/exported)" ] ||
              fail "$(report $disk; report /dev/exported)"
            report $disk | grep -c '(fu)' | grep -q 2
            head -c 8192 /dev/urandom > /run/data
            slba=$((5 * 8192))
            nvme zns zone-append $disk -s $slba -z 8192 -d /run/data | grep -q "LBA $(printf %x $slba)"
            nvme zns zone-append $disk -s $slba -z 8192 -d /run/data |
              grep -q "LBA $(printf %x $((slba + 16)))"
            cmp --bytes=8192 /run/data <(dd if=/dev/exported bs=512 skip=$((slba + 16)) count=16 iflag=direct status=none)
            disconnect $nqn
            kill $target
            wait $target
            """,
            LIMIT);
  }

  @Test
  void ourHostUsesTheZonesOfTheKernelsTarget() throws Exception {
    guest
        .get()
        .succeed(
            """
            source /run/target.sh
            subsystem %1$s
            export_disk %1$s 1 /dev/kernel
            tcp_port 1 10.0.2.15 %2$d
            offer %1$s 1
            """
                .formatted(KERNEL_NQN, KERNEL_PORT),
            LIMIT);
    String address = "tcp://127.0.0.1:" + guest.get().hostPort(KERNEL_PORT) + "/" + KERNEL_NQN;
    try (RemoteController controller = Initiator.connect(ConnectOptions.to(address).build())) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      assertThat(namespace.commandSet()).isEqualTo(CommandSetIdentifier.ZONED_NAMESPACE);
      ZoneCommands zones = ZoneCommands.of(namespace);
      assertThat(zones.geometry().zoneBlocks()).isEqualTo(ZONE);
      assertThat(zones.geometry().maxOpenZones()).isEqualTo(8);
      assertThat(zones.geometry().maxActiveZones()).isEqualTo(10);
      ByteBuffer data = random(16 << 10);

      assertThat(zones.appendAsync(ZONE, data).get()).isEqualTo(ZONE);
      assertThat(zones.appendAsync(ZONE, data).get()).isEqualTo(ZONE + 32);
      ByteBuffer back = ByteBuffer.allocateDirect(16 << 10);
      namespace.read(ZONE + 32, back);
      assertThat(back.mismatch(data)).isEqualTo(-1);
      List<ZoneDescriptor> reported = zones.reportAsync(0, ZoneReportFilter.ALL).get();
      assertThat(reported).hasSize(16);
      assertThat(reported.get(1).writePointer()).isEqualTo(ZONE + 64);
      zones.manageAsync(ZoneManagementSend.of(ZoneSendAction.FINISH, ZONE)).get();
      assertThat(guest.get().succeed("blkzone report -o 8192 -c 1 /dev/kernel", LIMIT))
          .contains("zcond:14(fu)");
      zones.manageAsync(ZoneManagementSend.of(ZoneSendAction.RESET, ZONE)).get();
      assertThat(zones.reportAsync(0, ZoneReportFilter.EMPTY).get()).hasSize(16);
    }
  }

  private static ByteBuffer random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(1).nextBytes(data);
    return ByteBuffer.allocateDirect(bytes).put(data).flip();
  }
}
