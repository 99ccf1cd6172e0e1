package io.jacquard.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.lab.host.ExportedTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands that take any URI, over the kinds that need no device. */
class DeviceCommandsTest {
  private static ExportedTarget target;

  @TempDir private static Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void export() throws IOException {
    target = new ExportedTarget("mem:8M");
    Files.createFile(directory.resolve("disk.img"));
  }

  @AfterAll
  static void stop() {
    target.close();
  }

  private static String real(String text) {
    return text.replace("FILE", directory.resolve("disk.img") + "?size=8M")
        .replace("DIR", directory.toString())
        .replace("REMOTE", "nvme+" + target.uri() + "?nsid=1");
  }

  private int run(String line) {
    CommandLine commands = Jacquard.commandLine();
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return commands.execute(real(line).split(" "));
  }

  private String output(String line) {
    assertThat(run(line)).as(line + ": " + err).isZero();
    return out.toString();
  }

  private JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(output(line + " -o json"));
  }

  @ParameterizedTest
  @CsvSource({"mem:8M,mem", "8MB,mem", "FILE,linux", "file:FILE,linux", "REMOTE,fabrics"})
  void infoTellsTheWayAndTheShape(String uri, String backEnd) throws IOException {
    JsonNode info = json("info " + uri);
    assertThat(info.get("be").asText()).isEqualTo(backEnd);
    assertThat(info.get("async").asText()).isNotEmpty();
    assertThat(info.get("geometry").get("bytes").asLong()).isEqualTo(8 << 20);
    assertThat(info.get("geometry").get("block_size").asInt()).isEqualTo(512);
    assertThat(info.get("identity").get("model").asText()).isEqualTo("Jacquard");
    assertThat(info.get("identity").get("uuid").asText()).hasSize(36);
    assertThat(output("info " + uri))
        .contains("be:                      " + backEnd + "\n", "size:                  8 MiB\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:8M", "FILE", "REMOTE"})
  void everyUriAnswersAdminCommands(String uri) throws IOException {
    assertThat(json("idfy-ctrlr " + uri).get("mn").asText()).isEqualTo("Jacquard");
    assertThat(json("idfy-ns " + uri).get("nsze").asLong()).isEqualTo(16384);
    assertThat(json("idfy-cs " + uri).get("vectors")).isNotEmpty();
    assertThat(json("idfy " + uri + " --cns 2").get("nsid_list").get(0).get("nsid").asInt())
        .isEqualTo(1);
    assertThat(json("idfy " + uri + " --cns 0x03").has("nguid")).isTrue();
    assertThat(json("log " + uri + " --lid 2").get("avail_spare").asInt()).isEqualTo(100);
    assertThat(json("log " + uri + " --lid 0").get("supported_log_pages")).isNotEmpty();
    assertThat(json("log " + uri + " --lid 1").get("errors").isArray()).isTrue();
    assertThat(json("log " + uri + " --lid 3").has("afi")).isTrue();
    assertThat(json("log " + uri + " --lid 4").get("changed_namespaces").isArray()).isTrue();
    assertThat(json("log " + uri + " --lid 0x12").get("supported_features")).isNotEmpty();
    assertThat(output("log " + uri + " --lid 5")).contains("set io, opcode 0x02, name Read");
    assertThat(json("feature-get " + uri + " --fid 7").has("dword0")).isTrue();
    assertThat(output("feature-set " + uri + " --fid 0x0b --feat 0")).contains("success");
    assertThat(output("padc " + uri + " --opcode 6 --cdw10 2 --data-nbytes 4096"))
        .startsWith("Identify: success, result 0x00000000\n00000000  01 00 00 00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FILE", "REMOTE"})
  void dataGoesThroughWholeAndByPassedCommands(String uri) throws IOException {
    Path from = directory.resolve("from");
    byte[] data = new byte[2 << 20];
    new Random(1).nextBytes(data);
    Files.write(from, data);
    assertThat(output("write " + uri + " --start-block 8 --data DIR/from"))
        .isEqualTo("write: %d bytes to block 8%n".formatted(data.length));
    assertThat(output("flush " + uri)).contains("success");
    output("read " + uri + " --start-block 8 --data-size 2M --data DIR/to");
    assertThat(Files.readAllBytes(directory.resolve("to"))).isEqualTo(data);
    output(
        "pioc " + uri + " --opcode 2 --cdw10 8 --cdw12 7 --data-nbytes 4k --data-output DIR/block");
    assertThat(Files.readAllBytes(directory.resolve("block")))
        .isEqualTo(java.util.Arrays.copyOf(data, 4096));
  }

  @Test
  void aSavedEntryIsSentAgain() throws IOException {
    byte[] entry = new byte[64];
    entry[0] = 0x06; // Identify
    entry[40] = 0x01; // of the controller
    Files.write(directory.resolve("sqe"), entry);
    output("padc mem:1M --cmd-input DIR/sqe --data-nbytes 4096 --data-output DIR/ctrl");
    assertThat(Files.size(directory.resolve("ctrl"))).isEqualTo(4096);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1| info mem:1M --async io_uring| async=io_uring was asked for, but it is emu",
        "2| info mem:1M --async iouring| async=iouring is not known, did you mean 'io_uring'?",
        "2| info mem:1M?be=mem --be linux| says be=mem, and an option linux: leave one out",
        "2| info men:1M| there is no kind 'men'; did you mean 'mem'?",
        "1| info DIR/none.img| there is no",
        "1| info DIR/none.img| ?size=10G&create",
        "1| read DIR/none.img --data DIR/x| there is no",
        "2| idfy mem:1M| --cns",
        "2| idfy mem:1M --cns 256| CNS",
        "2| padc mem:1M| --opcode",
        "2| padc mem:1M --opcode 0x0c| ends with an event only",
        "1| padc mem:1M --opcode 0xc1| Invalid Command Opcode",
        "1| pioc mem:1M --opcode 0xc1| Invalid Command Opcode",
        "2| pioc mem:1M --opcode 2 --data-nbytes 2G| write 0 to 1G",
        "1| pioc mem:1M --opcode 1 --data-input DIR/nowhere| there is no",
        "1| zoned report mem:1M| is not zoned",
        "2| zoned reset mem:1M| either --slba LBA or --all",
        "2| zoned| name a command",
        "2| zoned report mem:64M?zoned --limit -1| --limit -1 is not 0, for all, or more",
        "2| zoned report mem:64M?zoned --slba 131072| --slba 131072 is not from 0 to 131071",
        "2| zoned append mem:64M?zoned --slba 0| no data to append: give a file with --data-input",
        "2| zoned append mem:64M?zoned --slba 0 --data-nbytes 100| not a multiple of the block size",
        "1| zoned append mem:64M?zoned --slba 5 --data-nbytes 4k| see --slba, which is a zone's",
        "1| zoned close mem:64M?zoned --slba 0| 'jacquard zoned report mem:64M?zoned' tells the sta",
        "1| log mem:1M --lid 0x99| Get Log Page 99h failed",
        "1| log mem:1M --lid 0x99| 'jacquard log mem:1M --lid 0' lists",
        "1| log mem:1M --lid 2 --lpo-nbytes 3| see --nsid, --lsp, --lsi, --lpo-nbytes",
        "2| log mem:1M --lid 2 --nsid 0x1ffffffff| --nsid 8589934591 does not fit 32 bits",
        "1| feature-get mem:1M --fid 0x99| Get Feature 99h failed",
        "1| feature-get mem:1M --fid 0x99| see --fid, --sel, --nsid and --cdw11",
        "2| feature-get mem:1M --fid 7 --sel 9| --sel 9 is not from 0 to 7",
        "2| feature-get mem:1M --fid 7 --cdw11 0x1ffffffff| --cdw11 8589934591 does not fit",
        "1| feature-set mem:1M --fid 0x99 --feat 0| Set Feature 99h failed",
        "1| padc mem:1M --opcode 6 --cdw10 1 --data-nbytes 100| see --data-nbytes",
        "1| padc mem:1M --opcode 9 --data-input DIR| is a directory; see --data-input",
        "1| padc mem:1M --opcode 6 --cdw10 1 --data-nbytes 4k --data-output /none/x| no directory",
        "1| pioc mem:1M --opcode 2 --cdw10 99999 --data-nbytes 512| 'jacquard info mem:1M' tells",
        "1| pioc mem:1M --opcode 2 --cdw12 7| see --data-nbytes",
        "2| pioc mem:1M --opcode 0 --nsid 5| the URI names, which is 1: leave it out",
        "2| read mem:1M -a 10.0.0.1| leave out -t, -a, -s and -n",
        "2| id-ctrl /dev/nvme0| for devices and files there are idfy-ctrlr, idfy-ns and idfy",
        "2| driver config --allow nvme0| is no PCI address: write it like 0000:01:00.0",
        "1| driver config --allow 0000:ff:00.0| is no NVMe controller; there are:",
      })
  void whatCannotBeDoneIsSaidWithTheNextStep(int exitCode, String line, String message) {
    assertThat(run(line)).as(err.toString()).isEqualTo(exitCode);
    assertThat(err.toString()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enum",
        "info",
        "library-info",
        "idfy",
        "idfy-ctrlr",
        "idfy-ns",
        "idfy-cs",
        "log",
        "feature-get",
        "feature-set",
        "padc",
        "pioc",
        "zoned",
        "zoned report",
        "zoned append",
        "zoned reset",
        "driver",
        "driver config",
        "driver reset",
        "driver status"
      })
  void everyCommandHasHelpWithExamples(String command) {
    assertThat(output(command + " --help")).contains("Examples:", "jacquard " + command);
  }

  @Test
  void aFileIsMadeOnlyWhenThatIsSaid() throws IOException {
    assertThat(output("info DIR/new.img?size=3M&create")).contains("3 MiB");
    assertThat(output("info DIR/new.img")).contains("3 MiB");
  }

  @Test
  void theDevicesOfThisMachineAreListed() throws IOException {
    assertThat(json("enum").get("devices").isArray()).isTrue();
    assertThat(json("driver status").get("functions").isArray()).isTrue();
    assertThat(json("library-info").get("kernel").get(0).get("name").asText())
        .isEqualTo("io_uring");
    assertThat(output("library-info")).contains("tcp", "libaio", "memlock", "rdma devices");
    assertThat(output("driver status")).contains("iommu", "hugepages", "memlock");
  }
}
