package io.jacquard.lab.vm;

import io.jacquard.nvme.status.Status;
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
 * Every way to files and block devices of the kernel: under the contract in a guest, on devices
 * that fail and that go away, and exported to the kernel's host.
 */
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalBackEndsTest {

  private static final String CONTRACT = "io.jacquard.lab.contract.";
  private static final Duration LIMIT = Duration.ofSeconds(500);
  private static final long GIB = 1L << 30;

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "local-back-ends",
          machine ->
              machine
                  .withJacquard()
                  .memoryMebibytes(1536)
                  .sparseDisk("plain", 6 * GIB)
                  .sparseDisk("pieces", 6 * GIB)
                  .sparseDisk("files", 12 * GIB)
                  .sparseDisk("leaving", GIB)
                  .nvdimm("module", 6144)
                  .modules("null_blk", "loop", "dm_mod", "dm-flakey", "ext4", "nfit", "nd_pmem"));

  @BeforeAll
  static void makeDevices() {
    linux(
        """
        name_device virtio $(disk_with_serial plain)
        name_device leaving $(disk_with_serial leaving)
        mkdir /mnt/files
        mkfs.ext4 -q $(disk_with_serial files)
        mount $(disk_with_serial files) /mnt/files

        modprobe brd rd_nr=1 rd_size=$((6 << 20))
        name_device brd /dev/ram0
        memory_disk small 6144 512
        name_device null-512 /dev/small
        memory_disk large 6144 4096
        name_device null-4096 /dev/large
        truncate -s 6G /mnt/files/loop.img
        name_device loop $(losetup --find --show --direct-io=on /mnt/files/loop.img)

        mkdir /mnt/dax
        ndctl create-namespace --force --reconfig=namespace0.0 --mode=fsdax --map=mem
        mkfs.ext4 -q /dev/pmem0
        mount -o dax /dev/pmem0 /mnt/dax

        # The halves of a disk the other way round, joined below 2 GiB.
        half=$((3 << 20))
        pieces=$(disk_with_serial pieces)
        DM_DISABLE_UDEV=1 dmsetup create joined << END
        0 $half linear $pieces $((12 * 1024 * 1024 - half))
        $half $((12 * 1024 * 1024 - half)) linear $pieces 0
        END
        name_device dm /dev/mapper/joined

        bad_sectors failing $((64 * 2048)) 8192 64
        name_device failing /dev/mapper/failing
        memory_disk unplugged 64 512
        memory_disk damaged 64 512
        echo +8192-8255 > /sys/kernel/config/nullb/damaged/badblocks
        memory_disk worn 64 512
        flaky_disk flaky 64
        full_file_system /mnt/full io_uring thrpool emu
        for async in io_uring thrpool emu; do
          memory_disk damaged-$async 16 512
          echo +0-63 > /sys/kernel/config/nullb/damaged-$async/badblocks
        done
        """);
  }

  private static String linux(String script) {
    return guest
        .get()
        .succeed(
            "source /run/host.sh\nsource /run/target.sh\nsource /run/devices.sh\n" + script, LIMIT);
  }

  private static void file(GuestTests tests, String options, String async) {
    tests.select(
        "file, " + options,
        CONTRACT + "FileInGuest",
        Map.of(
            "jacquard.directory",
            "/mnt/files",
            "jacquard.options",
            options,
            "jacquard.access",
            "linux " + async + " psync file",
            "jacquard.contract.percent",
            "10"));
  }

  private static void device(GuestTests tests, String name, String async, String options) {
    tests.select(
        name + ", " + async + options,
        CONTRACT + "BlockDeviceInGuest",
        Map.of(
            "jacquard.uri", "/dev/lab/" + name + "?async=" + async + options,
            "jacquard.access", "linux " + async + " psync block",
            "jacquard.contract.percent", "3"));
  }

  @TestFactory
  @Order(1)
  Stream<DynamicNode> contractAndFailures() {
    GuestTests tests = new GuestTests(guest.get());
    file(tests, "direct=on&async=io_uring", "io_uring");
    file(tests, "direct=off&async=io_uring", "io_uring");
    file(tests, "direct=on&async=io_uring&poll_sq", "io_uring");
    file(tests, "direct=on&async=libaio&block=4096", "libaio");
    file(tests, "direct=off&async=thrpool", "thrpool");
    file(tests, "direct=on&async=emu", "emu");
    device(tests, "virtio", "io_uring", "");
    device(tests, "virtio", "libaio", "");
    device(tests, "virtio", "thrpool", "");
    device(tests, "virtio", "emu", "");
    device(tests, "null-512", "io_uring", "");
    device(tests, "null-4096", "io_uring", "");
    device(tests, "null-4096", "libaio", "");
    device(tests, "brd", "io_uring", "");
    device(tests, "loop", "io_uring", "");
    device(tests, "dm", "io_uring", "");
    tests.select(
        "persistent memory",
        CONTRACT + "BlockDeviceInGuest",
        Map.of(
            "jacquard.uri", "pmem:/mnt/dax/image?size=5G",
            "jacquard.access", "pmem emu none none",
            "jacquard.contract.percent", "3"));
    failures(tests);
    return tests.run(LIMIT);
  }

  private static void failures(GuestTests tests) {
    for (String async : new String[] {"io_uring", "libaio", "thrpool", "emu"}) {
      tests.select(
          "dm error, " + async,
          CONTRACT + "FailingDeviceInGuest",
          Map.of(
              "jacquard.uri", "/dev/lab/failing?async=" + async,
              "jacquard.bad.at", Long.toString(8192 * 512),
              "jacquard.bad.bytes", Long.toString(64 * 512)));
      tests.select(
          "bad blocks of null_blk, " + async,
          CONTRACT + "FailingDeviceInGuest",
          Map.of(
              "jacquard.uri", "/dev/damaged?async=" + async,
              "jacquard.bad.at", Long.toString(8192 * 512),
              "jacquard.bad.bytes", Long.toString(64 * 512)));
      String badBlocks = " > /sys/kernel/config/nullb/worn/badblocks";
      recovery(
          tests, "/dev/worn", async, "echo +8192-8192" + badBlocks, "echo -8192-8192" + badBlocks);
      recovery(tests, "/dev/mapper/flaky", async, "/run/flaky 0 1", "/run/flaky 1 0");
    }
    for (String async : new String[] {"io_uring", "thrpool", "emu"}) {
      loss(
          tests,
          "no space",
          "/mnt/full/" + async + "?size=1M&async=" + async,
          Status.CAPACITY_EXCEEDED);
      loss(tests, "bad blocks", "/dev/damaged-" + async + "?async=" + async, Status.WRITE_FAULT);
    }
    removal(
        tests, "null_blk", "/dev/unplugged", "echo 0 > /sys/kernel/config/nullb/unplugged/power");
    String pci = linux("realpath /sys/block/$(basename $(realpath /dev/lab/leaving))/device/..");
    removal(tests, "virtio", "/dev/lab/leaving", "echo 1 > " + pci + "/remove");
  }

  /** A device that fails between two scripts. */
  private static void recovery(
      GuestTests tests, String device, String async, String begin, String end) {
    tests.select(
        device + " recovers, " + async,
        CONTRACT + "RecoveringDeviceInGuest",
        Map.of(
            "jacquard.uri",
            device + "?async=" + async,
            "jacquard.other",
            "/dev/lab/null-512",
            "jacquard.bad.block",
            "8192",
            "jacquard.break",
            begin,
            "jacquard.mend",
            end));
  }

  private static void loss(GuestTests tests, String title, String uri, int status) {
    tests.select(
        title + " behind the page cache: " + uri,
        CONTRACT + "LostWritesInGuest",
        Map.of("jacquard.uri", uri + "&direct=off", "jacquard.status", Integer.toString(status)));
  }

  private static void removal(GuestTests tests, String title, String uri, String command) {
    tests.select(
        title + " goes away",
        CONTRACT + "RemovalInGuest",
        Map.of(
            "jacquard.uri",
            uri + "?async=io_uring",
            "jacquard.other",
            "/dev/lab/null-512",
            "jacquard.removal",
            command));
  }

  @Test
  @Order(2)
  void theKernelsHostVerifiesEveryExportedNamespace() {
    linux(
        """
            nqn=nqn.2026-01.io.jacquard:local
            export_by_us $nqn \\
              --namespace '/mnt/files/exported?size=64M&create' \\
              --namespace '/mnt/files/exported4k?size=64M&block=4096&async=libaio' \\
              --namespace '/dev/lab/virtio' --namespace '/dev/lab/null-512?async=libaio' \\
              --namespace '/dev/lab/null-4096' --namespace '/dev/lab/brd?async=thrpool' \\
              --namespace '/dev/lab/loop' --namespace '/dev/lab/dm?async=emu' \\
              --namespace 'pmem:/mnt/dax/exported?size=64M'
            for nsid in 1 2 3 4 5 6 7 8 9; do
              await 60 has_disk $nqn $nsid
              verify $(disk $nqn $nsid) rw=randwrite bs=16k size=2m
              echo "namespace $nsid verified"
            done
            withdraw_ours $nqn
            """);
  }
}
