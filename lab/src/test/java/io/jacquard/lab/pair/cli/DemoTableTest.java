package io.jacquard.lab.pair.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.pair.demo.Combination;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.DemoResult;
import io.jacquard.lab.pair.demo.Side;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** A row shows each step as soon as it is done, and fits the titles of the columns. */
class DemoTableTest {

  private static final Combination COMBINATION =
      new Combination(Side.KERNEL, Side.JACQUARD, Transport.RDMA);

  private final StringWriter out = new StringWriter();
  private final DemoTable table = DemoTable.begin(new PrintWriter(out));

  private String lastLine() {
    String text = out.toString();
    return text.substring(text.lastIndexOf('\n', text.length() - 2) + 1);
  }

  private static DemoResult result(
      boolean discovered, boolean connected, int mebibytes, double seconds, String failure) {
    return new DemoResult(
        COMBINATION, discovered, connected, (long) mebibytes << 20, "", seconds, failure);
  }

  @Test
  void aRowGrows() {
    table.proceeded(result(false, false, 0, 0, ""));
    assertThat(lastLine()).isEqualTo("kernel     jacquard   rdma      ");
    table.proceeded(result(true, false, 0, 0, ""));
    table.proceeded(result(true, true, 0, 0, ""));
    assertThat(lastLine()).isEqualTo("kernel     jacquard   rdma      found     yes       ");
    table.proceeded(result(true, true, 16, 0, ""));
    table.ended(result(true, true, 16, 12.34, ""));

    assertThat(out.toString().lines())
        .containsExactly(
            "TARGET     INITIATOR  TRANSPORT DISCOVER  CONNECT    VERIFIED     TIME  RESULT  FILE SYSTEM",
            "kernel     jacquard   rdma      found     yes          16 MiB   12.3 s  ok      ");
  }

  @Test
  void whatDidNotComeToPassIsADash() {
    table.proceeded(result(false, false, 0, 0, ""));
    table.proceeded(result(true, false, 0, 0, ""));
    table.ended(result(true, false, 0, 3, "refused"));

    assertThat(lastLine().strip())
        .isEqualTo(
            "kernel     jacquard   rdma      found     -                 -    3.0 s  FAILED");
  }

  @Test
  void whatWasNotTriedHasARowToo() {
    table.ended(result(false, false, 0, 0, "the target does not export"));

    assertThat(lastLine().strip())
        .isEqualTo(
            "kernel     jacquard   rdma      -         -                 -    0.0 s  FAILED");
  }
}
