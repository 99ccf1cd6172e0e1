package io.jacquard.lab.cli;

import static io.jacquard.lab.cli.CommandRun.json;
import static io.jacquard.lab.cli.CommandRun.output;
import static io.jacquard.lab.cli.CommandRun.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in the guest of {@link io.jacquard.lab.vm.GuestDevicesTest}, as root. */
class DevicesInGuest {
  @TempDir private static Path directory;

  /** The URIs of a device that "enum" lists as usable. */
  private static List<String> usable(String name) throws IOException {
    List<String> uris = new ArrayList<>();
    for (JsonNode device : json("enum").get("devices")) {
      if (device.get("name").asText().equals(name)) {
        for (JsonNode uri : device.get("uris")) {
          if (uri.get("usable").asBoolean()) {
            uris.add(uri.get("uri").asText());
          }
        }
      }
    }
    return uris;
  }

  @Test
  void enumNamesEveryDeviceAndEveryWayToIt() throws IOException {
    String listed = output("enum");
    assertThat(listed)
        .contains("/dev/nvme0\n", "/dev/nvme0n1\n", "/dev/ng0n1\n", "/dev/nvme0n2\n")
        .contains("zoned (host-managed)", "/dev/nullb0\n", "/dev/pmem0\n")
        .contains("not now: the kernel's driver has the controller; 'jacquard driver config")
        .contains("mounted at /run/mounted", "null_blk", "QEMU NVMe Ctrl");
    assertThat(usable("nvme0n2")).containsExactly("/dev/nvme0n2", "/dev/ng0n2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/nvme0n1", "/dev/ng0n1", "/dev/nullb0"})
  void infoAndAdminCommandsAreAnsweredEverywhere(String uri) throws IOException {
    JsonNode info = json("info " + uri);
    // The kernel finds both namespaces at a time: either may be the one that it calls nvme0n1.
    int block = info.get("geometry").get("block_size").asInt();
    assertThat(block).isIn(512, 4096);
    assertThat(info.get("be").asText()).isIn("linux", "mem");
    assertThat(info.get("async").asText()).isNotEqualTo("none");
    assertThat(info.get("identity").get("model").asText())
        .isEqualTo(uri.contains("null") ? "Jacquard" : "QEMU NVMe Ctrl");
    assertThat(json("idfy-ns " + uri).get("nsze").asLong() * block)
        .isGreaterThanOrEqualTo(32 << 20);
    assertThat(json("idfy-ctrlr " + uri).has("mn")).isTrue();
    assertThat(json("log " + uri + " --lid 2").get("temperature").isNumber()).isTrue();
    assertThat(json("feature-get " + uri + " --fid 7").has("dword0")).isTrue();
    assertThat(output("padc " + uri + " --opcode 6 --cdw10 1 --data-nbytes 4096"))
        .startsWith("Identify: success");
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/nvme0n1 --async io_uring, io_uring, psync, nvme",
    "/dev/nvme0n1 --async libaio --admin block, libaio, psync, block",
    "/dev/nvme0n1 --async thrpool --admin nvme, thrpool, psync, nvme",
    "/dev/nvme0n1 --async emu, emu, psync, nvme",
    "/dev/nvme0n1 --sync nvme, thrpool, nvme, nvme",
    "/dev/ng0n1 --async io_uring_cmd, io_uring_cmd, nvme, nvme",
    "/dev/ng0n1 --async thrpool, thrpool, nvme, nvme",
    "/dev/nullb0 --async io_uring --direct, io_uring, psync, block",
    "pmem:/run/dax/file, emu, none, none",
  })
  void whatIsChosenIsInEffect(String uri, String async, String sync, String admin)
      throws IOException {
    JsonNode info = json("info " + uri);
    assertThat(info.get("async").asText()).isEqualTo(async);
    assertThat(info.get("sync").asText()).isEqualTo(sync);
    assertThat(info.get("admin").asText()).isEqualTo(admin);
  }

  @Test
  void whatCannotBeHonouredIsAnError() {
    refused("info /dev/nvme0n1 --async io_uring_cmd", 1, "/dev/ng0n1");
    refused("info /dev/nullb0 --admin nvme", 2, "admin=nvme");
    refused("info /dev/nullb0 --be pci", 2, "be=pci");
    refused("read /dev/nvme0 --data /run/x", 1, "controller");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/nvme0n1", "/dev/ng0n1", "/dev/nullb0", "pmem:/run/dax/file"})
  void dataIsWrittenAndReadBack(String uri) throws IOException {
    byte[] data = new byte[1 << 20];
    new Random(uri.hashCode()).nextBytes(data);
    Path from = Files.write(directory.resolve("from"), data);
    Path to = directory.resolve("to");
    output("write " + uri + " --start-block 64 --data " + from);
    output("flush " + uri);
    output("read " + uri + " --start-block 64 --data-size 1M --data " + to);
    assertThat(Files.readAllBytes(to)).isEqualTo(data);
    int block = json("info " + uri).get("geometry").get("block_size").asInt();
    output(
        "pioc %s --opcode 2 --cdw10 64 --cdw12 %d --data-nbytes 4k --data-output %s"
            .formatted(uri, 4096 / block - 1, to));
    assertThat(Files.readAllBytes(to)).isEqualTo(java.util.Arrays.copyOf(data, 4096));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nvme", "ng", "nullb"})
  void zonesAreReportedAppendedToAndReset(String kind) throws IOException {
    String uri = zoned(kind);
    JsonNode zones = json("zoned report " + uri).get("zone_list");
    assertThat(zones).hasSize(8);
    long second = zones.get(1).get("slba").asLong();
    Path block = Files.write(directory.resolve("block"), new byte[8192]);
    output("zoned reset " + uri + " --all");
    assertThat(
            json("zoned append " + uri + " --slba " + second + " --data-input " + block)
                .get("slba")
                .asLong())
        .isEqualTo(second);
    JsonNode after = json("zoned report " + uri + " --slba " + second + " --limit 1");
    assertThat(after.get("zone_list").get(0).get("wp").asLong()).isGreaterThan(second);
    output("zoned open " + uri + " --slba 0");
    output("zoned close " + uri + " --slba " + second);
    output("zoned finish " + uri + " --slba " + second);
    assertThat(json("zoned report " + uri + " --state full").get("nr_zones").asInt()).isEqualTo(1);
    Path all = directory.resolve("zones");
    output("read " + uri + " --data-size 8M --data " + all); // two zones, in pieces
    assertThat(Files.size(all)).isEqualTo(8 << 20);
    output("zoned reset " + uri + " --slba " + second);
    output("zoned reset " + uri + " --all");
    assertThat(json("zoned report " + uri + " --state empty").get("nr_zones").asInt()).isEqualTo(8);
  }

  private static String zoned(String kind) throws IOException {
    for (JsonNode device : json("enum").get("devices")) {
      String name = device.get("name").asText();
      if (device.get("traits").toString().contains("zoned")
          && name.startsWith(kind.equals("ng") ? "nvme" : kind)) {
        return "/dev/" + name.replaceFirst("^nvme", kind.equals("ng") ? "ng" : "nvme");
      }
    }
    throw new AssertionError("no zoned " + kind);
  }

  @Test
  void whatTheMachineOffersIsTold() throws IOException {
    JsonNode info = json("library-info");
    for (JsonNode kernel : info.get("kernel")) {
      assertThat(kernel.get("works").asBoolean()).as(kernel.toString()).isTrue();
    }
    assertThat(info.get("user_space_driver").get(0).get("name").asText()).isEqualTo("vfio-pci");
    assertThat(info.get("user_space_driver").get(0).get("works").asBoolean()).isTrue();
    assertThat(info.get("user_space_driver").get(1).get("works").asBoolean()).isTrue();
    assertThat(info.get("rdma").get(0).get("works").asBoolean()).isTrue();
  }
}
