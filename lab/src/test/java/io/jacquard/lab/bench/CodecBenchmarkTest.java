package io.jacquard.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the codec's benchmark in short: the times say little here, the allocation figure all. */
class CodecBenchmarkTest {
  /** What the measuring itself allocates, spread over the operations. */
  private static final double NEARLY_NOTHING = 0.5;

  @Test
  void theCodecAllocatesNothingForAnIo() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(CodecBenchmark.class.getName() + "\\..*")
                    .forks(0)
                    .warmupIterations(2)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(500))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results).hasSize(6);
    for (RunResult result : results) {
      assertThat(result.getSecondaryResults().get("gc.alloc.rate.norm").getScore())
          .as("bytes an operation of " + result.getParams())
          .isLessThan(NEARLY_NOTHING);
    }
  }
}
