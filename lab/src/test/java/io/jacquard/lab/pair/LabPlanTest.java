package io.jacquard.lab.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.pair.LabOptions.Boot;
import io.jacquard.lab.pair.LabOptions.Network;
import io.jacquard.lab.vm.Emulator;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.GuestRuntime;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's command line for each variant of the lab. */
class LabPlanTest {

  private static final int TARGET = 0;
  private static final int INITIATOR = 1;
  private static final int SECOND_TARGET = 2;
  private static final long GIBIBYTE = 1L << 30;
  private static final HostRdma RDMA = new HostRdma("rxe7", "lan0", Path.of("/run/mux"));

  @TempDir Path place;

  private static LabOptions options(
      int machines, boolean zoned, int nvdimm, int memmap, Network network, HostRdma... rdma) {
    return new LabOptions(
        machines,
        768,
        2,
        GIBIBYTE,
        zoned,
        nvdimm,
        memmap,
        true,
        network,
        List.of(rdma).stream().findFirst(),
        Emulator.DEFAULT,
        Boot.OWN);
  }

  private LabPlan plan(LabOptions options) throws IOException {
    GuestImage image =
        new GuestImage(Path.of("vmlinux"), Path.of("initrd"), Path.of("root.squashfs"), "6.12")
            .with(options.boot().kernel(), options.boot().initrd(), options.boot().root());
    GuestRuntime runtime = new GuestRuntime(Path.of("java.squashfs"), Path.of("program.squashfs"));
    return new LabPlan(options, image, runtime, Files.createDirectories(place.resolve("shared")));
  }

  private List<String> command(LabOptions options, PrivateLink link, int index) throws IOException {
    Path home = Files.createDirectories(place.resolve(LabPlan.name(index)));
    return plan(options).machine(index, link, place).commandDetached(home, place);
  }

  private String line(LabOptions options, PrivateLink link, int index) throws IOException {
    return String.join(" ", command(options, link, index));
  }

  private SocketLink sockets(int machines) {
    return new SocketLink(place, machines);
  }

  @Test
  void thePairIsJoinedBySocketsWithoutRights() throws IOException {
    assertThat(line(LabOptions.DEFAULT, sockets(2), TARGET))
        .startsWith("taskset -c 0 qemu-system-x86_64 ")
        .contains("-netdev dgram,id=link,local.type=unix,local.path=" + place + "/link-0-1")
        .contains("virtio-net-pci,netdev=link,id=link-card,mac=52:54:00:77:00:01")
        .contains("lab.address=10.77.0.1 ", "-m 768M ", "-device nvme,id=lab0,")
        .doesNotContain("hubport", "share-rw", "id=lab1,", "nsenter", "pvrdma", "-gdb");
    assertThat(line(LabOptions.DEFAULT, sockets(2), INITIATOR))
        .startsWith("qemu-system-x86_64 ")
        .contains("local.path=" + place + "/link-1-0", "lab.address=10.77.0.2 ")
        .doesNotContain("-device nvme,");
  }

  @Test
  void aBridgeIsEnteredBeforeQemuAndGivesAddresses() throws IOException {
    LabOptions options = options(2, false, 0, 0, Network.BRIDGE);

    assertThat(line(options, new LabBridge(4711, 1, false), INITIATOR))
        .startsWith("nsenter --target 4711 --net qemu-system-x86_64 ")
        .contains("tap,id=link,ifname=tap-initiator,script=no,downscript=no,vnet_hdr=off")
        .contains("mac=52:54:00:77:00:02", "lab.address=dhcp ");
    assertThat(line(options, new LabBridge(4711, 1, true), TARGET))
        .contains(" nsenter --target 4711 --net --user --preserve-credentials qemu-system-x86_64 ");
  }

  @Test
  void aSecondTargetHasTheDisksOfTheFirst() throws IOException {
    LabOptions options = options(3, true, 0, 0, Network.SOCKETS);

    for (int index : List.of(TARGET, SECOND_TARGET)) {
      assertThat(line(options, sockets(3), index))
          .contains("id=lab0-ns1,file=" + place + "/shared/lab0-ns1.raw")
          .contains("id=lab1-ns1,file=" + place + "/shared/lab1-ns1.raw")
          .contains("drive=lab0-ns1,bus=lab0,nsid=1,", "share-rw=on")
          .contains("file=" + place.resolve(LabPlan.name(index)) + "/disks/labz-ns1.raw");
    }
    assertThat(place.resolve("shared/lab0-ns1.raw")).hasSize(GIBIBYTE);
    assertThat(line(options, sockets(3), TARGET))
        .contains("hubport,id=hub-leg1,hubid=1", "hubport,id=hub-leg2,hubid=1")
        .contains("hubport,id=link,hubid=1");
    assertThat(line(options, sockets(3), SECOND_TARGET))
        .contains("remote.path=" + place + "/link-0-2", "lab.address=10.77.0.3 ");
    assertThat(plan(options).devices(SECOND_TARGET))
        .contains("/dev/nvme0n1  1G, emulated NVMe, of all targets");
  }

  @Test
  void diskContentsOfAFirstMachineSurviveTheSecond() throws IOException {
    LabOptions options = options(3, false, 0, 0, Network.SOCKETS);
    command(options, sockets(3), TARGET);
    Path disk = place.resolve("shared/lab0-ns1.raw");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.writeByte(42);
    }

    command(options, sockets(3), SECOND_TARGET);

    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      assertThat(file.readByte()).isEqualTo((byte) 42);
    }
  }

  @Test
  void zonesAreOneControllerMore() throws IOException {
    LabOptions options = options(2, true, 0, 0, Network.SOCKETS);

    assertThat(line(options, sockets(2), TARGET))
        .contains(
            "id=lab1,serial=lab1", "id=labz,serial=labz", "zoned=true,zoned.zone_size=4194304");
    assertThat(plan(options).devices(TARGET)).contains("/dev/nvme2n1  256M, zones of 4M");
    assertThat(line(options, sockets(2), INITIATOR)).doesNotContain("labz");
  }

  @Test
  void persistentMemoryIsAModuleOrAKernelParameter() throws IOException {
    LabOptions module = options(2, false, 128, 0, Network.SOCKETS);
    assertThat(line(module, sockets(2), TARGET))
        .contains("q35,nvdimm=on,nvdimm-persistence=mem-ctrl", "-m 768M,slots=1,maxmem=")
        .contains("memory-backend-file,id=labm-memory,share=on", "size=134217728");
    assertThat(plan(module).modules(TARGET)).contains("nfit", "nd_pmem");
    assertThat(plan(module).modules(INITIATOR)).doesNotContain("nfit");

    LabOptions parameter = options(2, false, 0, 128, Network.SOCKETS);
    // As much more, so that the guest keeps what was asked for.
    assertThat(line(parameter, sockets(2), TARGET)).contains("-m 896M ", "memmap=128M!256M");
    assertThat(line(parameter, sockets(2), INITIATOR)).contains("-m 768M ");
    assertThat(plan(parameter).modules(TARGET)).contains("nd_e820", "nd_pmem");
  }

  @Test
  void eachMachineHasADebuggersSocketOfItsOwn() throws IOException {
    LabOptions options = options(2, false, 0, 0, Network.SOCKETS);

    assertThat(line(options, sockets(2), INITIATOR))
        .contains("-gdb unix:" + place + "/initiator-gdb,server=on,wait=off");
  }

  @Test
  void commasInPathsAreNotQemus() throws IOException {
    LabOptions options =
        options(
            2, true, 128, 0, Network.SOCKETS, new HostRdma("rxe7", "lan0", Path.of("/a,b/mux")));
    Path home = Files.createDirectories(place.resolve("a,b"));
    SocketLink link = new SocketLink(home, 2);

    List<String> words = plan(options).machine(TARGET, link, home).commandDetached(home, home);

    // These take a path as it is.
    assertThat(words).containsSubsequence("-pidfile", home.resolve("qemu.pid").toString());
    assertThat(words)
        .filteredOn(word -> word.contains("a,") && !word.endsWith("/qemu.pid"))
        .hasSizeGreaterThan(8)
        .allMatch(word -> !word.replace("a,,b", "").contains("a,b"));
    assertThat(words).contains("file,id=console,path=" + place + "/a,,b/console.txt");
  }

  @Test
  void pvrdmaIsTheSecondFunctionOfACardAndSharesTheGuestsMemory() throws IOException {
    LabOptions options = options(2, false, 0, 0, Network.SOCKETS, RDMA);

    assertThat(line(options, sockets(2), INITIATOR))
        .contains("-chardev socket,id=mads,path=/run/mux")
        .contains(
            "vmxnet3,addr=10.0,multifunction=on,netdev=link,id=link-card,mac=52:54:00:77:00:02")
        .contains("pvrdma,addr=10.1,ibdev=rxe7,ibport=1,netdev=lan0,mad-chardev=mads")
        .contains("q35,memory-backend=ram ", "memory-backend-ram,id=ram,share=on,size=768M")
        .doesNotContain("virtio-net-pci,netdev=link");
    assertThat(plan(options).devices(INITIATOR)).contains("pvrdma        this machine's rxe7");
  }

  @Test
  void anotherSystemIsBootedInsteadOfTheLabsOwn() throws IOException {
    Boot boot =
        new Boot(
            Optional.of(Path.of("/own/bzImage")), Optional.empty(), Optional.of(Path.of("/own/r")));
    LabOptions options =
        new LabOptions(
            2,
            1024,
            1,
            GIBIBYTE,
            false,
            0,
            0,
            false,
            Network.SOCKETS,
            Optional.empty(),
            new Emulator("/opt/qemu", Emulator.DEFAULT.acceleration()),
            boot);

    assertThat(line(options, sockets(2), TARGET))
        .contains("-c 0 /opt/qemu ", "-m 1024M ", "-kernel /own/bzImage ", "-initrd initrd ")
        .contains("id=root,file=/own/r,readonly=on");
    assertThat(plan(options).image().kernelVersion()).isEqualTo("of bzImage");
  }
}
