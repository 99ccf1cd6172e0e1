package io.jacquard.target.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a process's exit code says when it is told to end. */
class StopSignalTest {

  private static final int FAILURE = 1;
  private static final int SIGTERM = 128 + 15;

  /** Waits for a signal in the way that its argument names. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (StopSignal signal = of(arguments[0])) {
        System.out.println("ready");
        signal.await();
      }
    }

    private static StopSignal of(String way) {
      return switch (way) {
        case "server" -> new StopSignal(() -> System.out.println("stopped"));
        case "task" -> StopSignal.breakingOff(() -> System.out.println("stopped"));
        default ->
            StopSignal.breakingOff(
                () -> {
                  throw new IOException("cannot stop");
                });
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "server,0,stopped",
    "task," + SIGTERM + ",stopped",
    "failing," + FAILURE + ",stopping failed"
  })
  void theExitCodeTellsAnEndFromAnInterruption(String way, int code, String said) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                Program.class.getName(),
                way)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy(); // unlike the process's own, it leaves the output readable
      assertThat(process.waitFor()).isEqualTo(code);
      assertThat(out.readLine()).endsWith(said);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
