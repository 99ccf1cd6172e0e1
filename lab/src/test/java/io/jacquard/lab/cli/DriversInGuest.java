package io.jacquard.lab.cli;

import static io.jacquard.lab.cli.CommandRun.json;
import static io.jacquard.lab.cli.CommandRun.output;
import static io.jacquard.lab.cli.CommandRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jacquard.initiator.DirectNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs in the guest of {@link io.jacquard.lab.vm.GuestDevicesTest}, as root. */
class DriversInGuest {

  /** The PCI address of the controller with a serial number. */
  private static String address(String serial) throws IOException {
    for (JsonNode function : json("driver status").get("functions")) {
      for (JsonNode controller : function.get("controllers")) {
        Path file = Path.of("/sys/class/nvme", controller.asText(), "serial");
        if (Files.readString(file).strip().equals(serial)) {
          return function.get("address").asText();
        }
      }
    }
    throw new AssertionError("the kernel does not drive " + serial);
  }

  private static String driver(String address) throws IOException {
    for (JsonNode function : json("driver status").get("functions")) {
      if (function.get("address").asText().equals(address)) {
        return function.path("driver").asText("none");
      }
    }
    throw new AssertionError("no function " + address);
  }

  @AfterEach
  void handBack() {
    output("driver reset");
  }

  @Test
  void aControllerGoesToVfioAndBack() throws IOException {
    String address = address("nvme-a");
    assertThat(output("driver config --dry-run --allow " + address))
        .contains("would be: nvme -> vfio-pci");
    assertThat(driver(address)).isEqualTo("nvme");
    assertThat(output("driver config --allow " + address)).contains("nvme -> vfio-pci");
    assertThat(driver(address)).isEqualTo("vfio-pci");
    assertThat(output("driver config --allow " + address)).contains("vfio-pci has it already");
    String pci = "    pci:" + address;
    assertThat(output("enum")).contains(pci + "\n" + pci + "?nsid=1\n" + pci + "?nsid=2\n");
    assertThat(output("driver reset")).contains("vfio-pci -> nvme");
    assertThat(driver(address)).isEqualTo("nvme");
  }

  @Test
  void theUserSpaceDriverServesEveryCommand() throws IOException {
    String address = address("nvme-a");
    output("driver config --allow " + address);
    String uri = "pci:" + address + "?nsid=1";
    try (DirectNamespace used = DirectNamespace.open(uri)) {
      used.read(0, DirectNamespace.allocate(4096));
      assertThat(output("enum"))
          .contains("is open in java (PID")
          .contains("pci:" + address + "   not now: a program uses it");
    }
    JsonNode info = json("info " + uri);
    assertThat(info.get("be").asText()).isEqualTo("pci");
    assertThat(info.get("async").asText()).isEqualTo("nvme");
    assertThat(info.get("identity").get("serial").asText()).isEqualTo("nvme-a");
    assertThat(json("idfy-ns " + uri).get("nsze").asLong()).isEqualTo(131072);
    assertThat(json("idfy-ctrlr pci:" + address).get("sn").asText()).isEqualTo("nvme-a");
    assertThat(json("log " + uri + " --lid 2").get("temperature").asInt()).isPositive();
    assertThat(json("feature-get " + uri + " --fid 7").has("dword0")).isTrue();
    byte[] data = new byte[1 << 20];
    new Random(5).nextBytes(data);
    Path from = Files.write(Path.of("/run/from"), data);
    output("write " + uri + " --start-block 8 --data " + from);
    output("flush " + uri);
    output("read " + address + " --dev-nsid 1 --start-block 8 --data-size 1M --data /run/to");
    assertThat(Files.readAllBytes(Path.of("/run/to"))).isEqualTo(data);
    output(
        "pioc " + uri + " --opcode 2 --cdw10 8 --cdw12 7 --data-nbytes 4k --data-output /run/to");
    assertThat(Files.readAllBytes(Path.of("/run/to"))).isEqualTo(Arrays.copyOf(data, 4096));
  }

  @Test
  void zonesOfTheUserSpaceDriver() throws IOException {
    String address = address("nvme-z");
    output("driver config --allow " + address);
    String uri = "pci:" + address + "?nsid=1";
    output("zoned reset " + uri + " --all");
    Path block = Files.write(Path.of("/run/block"), new byte[4096]);
    assertThat(json("zoned append " + uri + " --slba 0 --data-input " + block).get("slba").asLong())
        .isZero();
    assertThat(json("zoned report " + uri).get("zone_list").get(0).get("wp").asLong()).isEqualTo(8);
    output("zoned reset " + uri + " --slba 0");
  }

  @Test
  void aMountedPartitionIsNamedAndItsControllerLeftAlone() throws IOException {
    String address = address("nvme-m");
    refused(
        "driver config --allow " + address,
        1,
        address,
        "left alone",
        "p1 is mounted at /run/mounted");
    assertThat(driver(address)).isEqualTo("nvme");
    CommandRun all = CommandRun.of("driver config");
    assertThat(all.exitCode()).as(all.toString()).isZero();
    assertThat(all.err()).contains("p1 is mounted at /run/mounted");
    assertThat(driver(address)).isEqualTo("nvme");
  }

  @Test
  void aDeviceThatAProgramHasOpenIsLeftAlone() throws IOException {
    String address = address("nvme-a");
    try (DirectNamespace disk = DirectNamespace.open("/dev/nvme0n2")) {
      disk.read(0, DirectNamespace.allocate(4096));
      refused("driver config --allow " + address, 1, "/dev/nvme0n2 is open in", "PID");
    }
    assertThat(driver(address)).isEqualTo("nvme");
  }

  @Test
  void withoutVfioTheOtherDriverIsTaken() throws IOException {
    String address = address("nvme-a");
    assertThat(output("driver config --driver uio_pci_generic --allow " + address))
        .contains("nvme -> uio_pci_generic");
    assertThat(driver(address)).isEqualTo("uio_pci_generic");
  }

  @Test
  void hugePagesAreReserved() throws IOException {
    assertThat(output("driver config --block " + address("nvme-a") + " --nrhuge 8"))
        .contains("huge pages of 2048 KiB");
    assertThat(json("driver status").get("hugepages").get("works").asBoolean()).isTrue();
    refused("driver config --nrhuge 100000", 1, "MiB of memory are available: ask for fewer");
  }
}
