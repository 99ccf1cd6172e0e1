package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every command on every kind of device of a guest; see the classes that run inside. */
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuestDevicesTest {
  private static final Duration LIMIT = Duration.ofSeconds(400);
  private static final int MIB = 1 << 20;
  private static final Path GUIDE = Path.of("..", "docs", "getting-started.md");
  private static final String TARGET = "./jacquard target ";

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "devices",
          machine ->
              machine
                  .withJacquard()
                  .pinned()
                  .iommu()
                  .memoryAsPmem(32)
                  .device(
                      NvmeController.of(
                          "nvme-a",
                          NvmeNamespace.of(64 * MIB),
                          NvmeNamespace.of(32 * MIB).blocksOf(4096)))
                  .device(
                      NvmeController.of(
                          "nvme-z", NvmeNamespace.of(32 * MIB).zoned(4 * MIB, 3 * MIB, 4, 8)))
                  .device(NvmeController.of("nvme-m", NvmeNamespace.of(64 * MIB)))
                  .modules("nvme", "vfio-pci", "nd_pmem", "nd_e820"));

  @TestFactory
  @Order(1)
  Stream<DynamicNode> theCommandsOnEachDevice() throws IOException {
    guest
        .get()
        .succeed(
            """
            modprobe null_blk nr_devices=0
            cd /sys/kernel/config/nullb
            mkdir nullb0 nullb1
            echo 32 > nullb0/size; echo 1 > nullb0/memory_backed; echo 1 > nullb0/power
            echo 32 > nullb1/size; echo 1 > nullb1/memory_backed; echo 1 > nullb1/zoned
            echo 4 > nullb1/zone_size; echo 1 > nullb1/power
            disk=/dev/$(ls -d /sys/block/nvme*n1 | while read d; do
              grep -q nvme-m $d/device/serial && basename $d; done)
            echo ',,L' | sfdisk -q $disk
            partx -u $disk || true
            mkfs.ext4 -q ${disk}p1
            mkdir -p /run/mounted
            mount ${disk}p1 /run/mounted
            mkfs.ext4 -q -b 4096 /dev/pmem0
            mkdir -p /run/dax
            mount -o dax /dev/pmem0 /run/dax
            truncate -s 16M /run/dax/file
            """,
            LIMIT);
    return new GuestTests(guest.get())
        .select("commands", "io.jacquard.lab.cli.DevicesInGuest", Map.of())
        .select("drivers", "io.jacquard.lab.cli.DriversInGuest", Map.of())
        .select(
            "docs/getting-started.md",
            "io.jacquard.lab.docs.GettingStartedInGuest",
            Map.of("jacquard.guide", guide()))
        .run(LIMIT);
  }

  /** The guide's target runs until it is ended, so it is none of the commands above. */
  @Test
  @Order(2)
  void theGuidesTargetExportsDevices() throws IOException {
    String line =
        Files.readAllLines(GUIDE).stream()
            .filter(text -> text.startsWith(TARGET))
            .collect(Collectors.joining())
            .replace("./jacquard", "jacquard");
    String said =
        guest
            .get()
            .succeed(
                """
                jacquard driver config --allow 0000:02:00.0
                # The kernel gives its names in any order; the mounted disk is not to be had.
                disk=$(ls -d /sys/block/nvme*n1 | while read d; do
                  grep -q nvme-a $d/device/serial && basename $d; done)
                command='%s'
                eval "${command//nvme0n1/$disk}" > /run/export.log 2>&1 &
                target=$!
                for i in $(seq 600); do
                  grep -q '^Ctrl-C stops' /run/export.log && break
                  kill -0 $target || break
                  sleep 0.2
                done
                kill $target && wait $target
                cat /run/export.log
                """
                    .formatted(line.replace("'", "'\\''")),
                LIMIT);
    assertThat(said)
        .contains("Listening on tcp://127.0.0.1:4420", "namespace 1 of 0000:02:00.0", "memory");
  }

  private static String guide() throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(GUIDE));
  }
}
