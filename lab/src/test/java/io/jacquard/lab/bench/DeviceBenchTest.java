package io.jacquard.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DeviceBenchTest {
  private static final String[] SHORT = {"--rounds=1", "--seconds=1", "--warm-up=0"};

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new DeviceBenchCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private static String[] shortly(String... more) {
    String[] all = java.util.Arrays.copyOf(SHORT, SHORT.length + more.length);
    System.arraycopy(more, 0, all, SHORT.length, more.length);
    return all;
  }

  @Test
  void waysAreMeasuredBesideEachOther() {
    String file = "file:" + directory.resolve("image") + "?size=16M&create";

    int status =
        run(
            shortly(
                "--destroy-data",
                "--workload=4k-write-q8",
                "mem:16M",
                file,
                file + "&async=thrpool"));

    assertThat(err.toString()).doesNotContain("failed");
    assertThat(status).as(err.toString()).isZero();
    assertThat(out.toString())
        .containsSubsequence("4k-write-q8", "mem:16M (mem emu)", "(linux ", "(linux thrpool)")
        .contains("1.00");
  }

  @Test
  void nothingIsOverwrittenUnasked() {
    assertThat(run(shortly("--workload=4k-write-q1", "mem:16M"))).isEqualTo(2);
    assertThat(err.toString()).contains("--destroy-data");
  }

  @Test
  void whatWouldMeasureNothingIsRefused() {
    assertThat(run("--rounds=0", "mem:16M")).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds 0 would measure nothing: write 1 or more");
    assertThat(run("--seconds=0", "mem:16M")).isEqualTo(2);
  }

  @Test
  void aMisspeltNameMakesNoFile() {
    Path missing = directory.resolve("missing");

    assertThat(run(shortly(missing.toString()))).isNotZero();
    assertThat(missing).doesNotExist();
  }

  @Test
  void theReportOfFioIsRead() throws Exception {
    String report =
        """
        fio: this is a warning
        {"fio version": "fio-3.39", "jobs": [{"error": 0, "total_err": 0,
          "read": {"iops": 1234.5, "clat_ns": {"percentile":
            {"50.000000": 10048, "99.000000": 20096, "99.900000": 700000}}},
          "write": {"iops": 0.0}}]}
        """;
    Workload read = Workload.parse("4k-read-q1");

    assertThat(FioRun.parse(report, read))
        .isEqualTo(new Measurement(1234.5, 10.048, 20.096, 700, 0));
    assertThatThrownBy(() -> FioRun.parse(report, Workload.parse("4k-write-q1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no latencies");
    assertThatThrownBy(() -> FioRun.parse("fio: cannot open", read))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot open");
  }
}
