package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
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
  private static final Duration LIMIT = Duration.ofSeconds(500);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "zoned-devices",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
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
            is_there() { [ -b /dev/limited ] && [ -b /dev/exported ] && [ -b /dev/nvme0n1 ]; }
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
            [ "$(blkzone report -c 4 $disk)" = "$(blkzone report -c 4 /dev/exported)" ] ||
              fail "$(blkzone report -c 4 $disk; blkzone report -c 4 /dev/exported)"
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
}
