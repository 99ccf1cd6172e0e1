package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every command on every kind of device of a guest; see the classes that run inside. */
@Tag("vm")
class GuestDevicesTest {
  private static final Duration LIMIT = Duration.ofSeconds(400);
  private static final int MIB = 1 << 20;

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

  private static String guide() throws IOException {
    byte[] text = Files.readAllBytes(Path.of("..", "docs", "getting-started.md"));
    return Base64.getEncoder().encodeToString(text);
  }
}
