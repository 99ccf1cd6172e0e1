package io.jacquard.lab.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.pair.cli.LabCommand;
import io.jacquard.lab.vm.ProcessIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong in a command line is said before anything is started. */
class LabUsageTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine lab = LabCommand.create(Map.of(LabDirectory.VARIABLE, directory.toString()));
    lab.setCaseInsensitiveEnumValuesAllowed(true);
    lab.setOut(new PrintWriter(out));
    lab.setErr(new PrintWriter(err));
    lab.setExecutionExceptionHandler(
        (failure, command, result) -> {
          command.getErr().println(failure.getMessage());
          return failure instanceof CommandLine.ParameterException ? 2 : 1;
        });
    return lab.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --machines 1| --machines is not in 2..8",
        "up --controllers 9| --controllers is not in 1..8",
        "up --memory 64M| --memory is less than 384M",
        "up --memory lots| 'lots' is not a size",
        "up --disk 1000| --disk is not a multiple of 1M",
        "up --nvdimm 100M| --nvdimm is not a multiple of 16M",
        "up --memmap 7M| --memmap is not a multiple of 16M",
        "up --kernel /no/such| --kernel: /no/such cannot be read",
        "up --root /etc| --root: /etc is a directory; name the file in it",
        "up --accel warp| warp",
        "run target| COMMAND",
        "run target --| name a command after --",
        "capture| FILE",
        "capture --seconds 0 a.pcap| --seconds is less than 1",
        "demo --target spdk| spdk",
      })
  void wrongUsageIsNamed(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --qemu /no/such/qemu| cannot run /no/such/qemu; install QEMU",
      })
  void aQemuThatIsNoneIsNamedWithTheNextStep(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(1);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void aProgramThatIsNotQemuIsNamedWithWhatItSays(@TempDir Path programs) throws IOException {
    Path other = programs.resolve("loom");
    Files.writeString(other, "#!/bin/sh\necho loom 1.0\n");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx------"));

    assertThat(run("up", "--qemu", other.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("with 'loom 1.0");
  }

  @Test
  void whatWouldHaveNoEffectOnALabThatIsUpIsRefused() throws IOException {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid());
    LabMachine machine =
        new LabMachine(
            "target",
            "10.77.0.1",
            768,
            List.of(),
            "",
            self.pid(),
            self.startTicks(),
            directory.toString(),
            directory.toString());
    LabDirectory.of(Map.of(LabDirectory.VARIABLE, directory.toString()))
        .write(new Lab("6.12", "2026-01-01T00:00:00Z", List.of(machine, machine)));

    assertThat(run("up", "--zns", "--memory", "1G")).isEqualTo(1);
    assertThat(err.toString())
        .contains("stays as it is", "another one with --zns, --memory take it down first");
    assertThat(run("demo", "--target", "kernel", "--machines=3")).isEqualTo(1);
    assertThat(err.toString()).contains("another one with --machines take it down first");
    assertThat(run("up")).isZero();
  }

  @Test
  void helpHasExamples() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("jacquard lab up", "jacquard lab demo", "JACQUARD_LAB_DIR");
  }
}
