package io.jacquard.lab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a machine is told to measure. */
class GuestBenchTest {
  private final GuestBenchCommand command = new GuestBenchCommand();
  private final StringWriter err = new StringWriter();

  private CommandLine line() {
    return new CommandLine(command).setErr(new PrintWriter(err));
  }

  @ParameterizedTest
  @CsvSource({"--warm-up=1, bench_devices", "--rdma, bench_rdma"})
  void theScriptIsOneAndHasAllOptions(String option, String call) throws Exception {
    line().parseArgs("--rounds=4", "--seconds=5", option);

    String script = command.script();

    assertThat(script)
        .contains("\n" + call + "() {\n")
        .containsPattern(
            "\n"
                + call
                + " --rounds 4 --seconds 5 --warm-up [12]( --workload 4k-read-q\\d+){2}\n$");
    Process check = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = check.outputWriter(UTF_8)) {
      in.write(script);
    }
    assertThat(new String(check.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(check.waitFor()).isZero();
  }

  @Test
  void whatWouldMeasureNothingIsRefusedBeforeAMachineStarts() {
    assertThat(line().execute("--rdma", "--rounds=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds 0 would measure nothing: write 1 or more");
  }
}
