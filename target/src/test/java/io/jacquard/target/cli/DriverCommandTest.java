package io.jacquard.target.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.target.device.RecordedTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about devices, over the tree of a virtual machine. */
class DriverCommandTest {
  @TempDir private Path root;

  private final Map<String, String> environment = new TreeMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private RecordedTree recorded;

  @BeforeEach
  void layOut() throws IOException {
    recorded = new RecordedTree(root, "qemu.tree");
  }

  @Command(name = "jacquard")
  private static final class Root implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("a command is always named here");
    }
  }

  private int run(String line) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commands = new CommandLine(new Root());
    commands.addSubcommand(new EnumCommand(recorded.tree()));
    commands.addSubcommand(DriverCommand.of(recorded.tree(), recorded.loader(), environment));
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    commands.setExecutionExceptionHandler(
        (e, command, result) -> {
          command.getErr().println(e.getMessage());
          command.getErr().flush();
          return 1;
        });
    return commands.execute(line.split(" "));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = DriverCommandTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theDevicesAreListedAsInTheGoldenFile() throws IOException {
    assertThat(run("enum")).isZero();
    assertThat(out.toString()).isEqualTo(golden("enum.txt"));
  }

  @Test
  void programsGetTheSame() throws IOException {
    assertThat(run("enum -o json")).isZero();
    JsonNode devices = new ObjectMapper().readTree(out.toString()).get("devices");
    assertThat(devices).hasSizeGreaterThan(12);
    JsonNode controller = devices.get(0);
    assertThat(controller.get("name").asText()).isEqualTo("nvme0");
    assertThat(controller.get("uris").get(1).get("usable").asBoolean()).isFalse();
    assertThat(controller.get("uris").get(1).get("obstacle").asText()).contains("driver config");
  }

  @Test
  void theStateOfDriversIsShownAsInTheGoldenFile() throws IOException {
    assertThat(run("driver status")).isZero();
    assertThat(out.toString()).isEqualTo(golden("driver-status.txt"));
  }

  @Test
  void configTakesWhatNothingUsesAndResetGivesItBack() throws IOException {
    assertThat(run("driver config")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            0000:01:00.0 (1b36:0010): nvme -> vfio-pci
            0000:02:00.0 (1b36:0010): nvme -> vfio-pci
            """);
    assertThat(err.toString())
        .contains(
            "0000:03:00.0 (1b36:0010): left alone: nvme2n1p1 is mounted at /run/my files",
            "0000:04:00.0 (1b36:0010): left alone: nvme3n1 is part of dm-0 (volume)",
            "0000:05:00.0 (1b36:0010): left alone: nvme4n1 is swap");
    for (String address : new String[] {"0000:01:00.0", "0000:02:00.0"}) {
      String directory = "sys/bus/pci/devices/" + address + "/nvme";
      for (Path name : java.nio.file.Files.list(root.resolve(directory)).toList()) {
        java.nio.file.Files.delete(name); // the kernel's names go with its driver
      }
    }
    assertThat(run("driver reset")).isZero();
    assertThat(out.toString())
        .contains("0000:01:00.0 (1b36:0010): vfio-pci -> nvme")
        .doesNotContain("0000:03:00.0");
  }

  @Test
  void whatIsNamedAndInUseIsAFailure() {
    assertThat(run("driver config --allow 0000:03:00.0")).isEqualTo(1);
    assertThat(err.toString()).contains("nvme2n1p1 is mounted at /run/my files");
    assertThat(recordedWrites()).isEmpty();
  }

  private String recordedWrites() {
    return recorded.written();
  }

  @Test
  void xNvmesVariablesChoose() {
    environment.put("PCI_WHITELIST", "0000:01:00.0 0000:02:00.0");
    environment.put("PCI_BLACKLIST", "0000:02:00.0");
    environment.put("DRIVER_OVERRIDE", "uio_pci_generic");
    environment.put("HUGEMEM", "8");
    assertThat(run("driver config")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            0000:01:00.0 (1b36:0010): nvme -> uio_pci_generic
            4 huge pages of 2048 KiB reserved (0 before)
            """);
  }

  @Test
  void hugePagesThatUioLacksAreAskedFor() {
    assertThat(run("driver config --allow 0000:01:00.0 --driver uio_pci_generic")).isZero();
    assertThat(err.toString())
        .contains(
            "note: uio_pci_generic needs huge pages: none of 2048 KiB is reserved; 'jacquard driver"
                + " config --hugemem 256' does");
    assertThat(run("driver config --allow 0000:01:00.0 --driver uio_pci_generic --hugemem 8"))
        .isZero();
    assertThat(err.toString()).doesNotContain("huge pages");
  }

  @Test
  void flagsGoBeforeVariables() {
    environment.put("PCI_WHITELIST", "0000:02:00.0");
    environment.put("NRHUGE", "100");
    assertThat(run("driver config --allow 01:00.0 --nrhuge 2 --driver vfio-pci")).isZero();
    assertThat(out.toString())
        .contains("0000:01:00.0 (1b36:0010): nvme -> vfio-pci", "2 huge pages")
        .doesNotContain("0000:02:00.0");
  }

  @Test
  void withoutACommandHugePagesAreReservedToo() throws IOException {
    assertThat(run("driver --block 0000:01:00.0 --dry-run")).isZero();
    assertThat(out.toString())
        .contains("0000:02:00.0 (1b36:0010): would be: nvme -> vfio-pci")
        .contains("would reserve 1024 huge pages");
    assertThat(recordedWrites()).isEmpty();
  }

  @Test
  void onlyRootMayChangeDrivers() throws IOException {
    recorded.add("proc/self/status = Uid:\t1000\t1000\t1000\t1000");
    assertThat(run("driver config")).isEqualTo(1);
    assertThat(err.toString()).contains("only root", "--dry-run");
    assertThat(run("driver config --dry-run")).isZero();
    assertThat(run("driver reset")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "driver config --allow nvme0| is no PCI address: write it like 0000:01:00.0",
        "driver config --driver nvme| neither vfio-pci nor uio_pci_generic",
        "driver config --nrhuge many| NRHUGE 'many' is not a number",
      })
  void wrongUsageIsExplained(String line, String message) {
    assertThat(run(line)).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void aFunctionThatIsNoNvmeControllerIsNamedWithThoseThatAre() {
    assertThat(run("driver config --allow 0000:ff:00.0")).isEqualTo(1);
    assertThat(err.toString())
        .contains("0000:ff:00.0 is no NVMe controller; there are: 0000:01:00.0, 0000:02:00.0");
  }

  @Test
  void theNodeIsGivenToTheUserWhoIsNamed() throws IOException {
    String group =
        root.resolve("sys/bus/pci/devices/0000:01:00.0/iommu_group")
            .toRealPath()
            .getFileName()
            .toString();
    recorded.add("dev/vfio/" + group);
    String me = System.getProperty("user.name");
    assertThat(run("driver config --allow 0000:01:00.0 --user " + me)).isZero();
    assertThat(out.toString()).contains("for " + me, "dev/vfio/" + group);
    assertThat(err.toString()).contains("note: vfio counts what " + me);
    assertThat(run("driver config --allow 0000:01:00.0 --user nobody-of-this-name")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no user 'nobody-of-this-name'");
  }
}
