package io.jacquard.lab.bench;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.QueueOptions;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacquard bench load}: our client's side of one run, in a process of its own. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description =
        "Puts load on namespace 1 of a target and prints what was measured. A write workload"
            + " destroys what the namespace holds.")
final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "URI", description = "tcp://HOST:PORT/NQN.")
  private String uri;

  @Parameters(
      index = "1",
      paramLabel = "WORKLOAD",
      converter = WorkloadConverter.class,
      description = "Such as 4k-read-q32 or 128k-write-q8.")
  private Workload workload;

  @Option(names = "--warm-up", defaultValue = "4", description = "Seconds before measuring.")
  private int warmUp;

  @Option(names = "--seconds", defaultValue = "3", description = "Seconds measured.")
  private int seconds;

  @Option(names = "--spin", defaultValue = "0", description = "Microseconds to poll when idle.")
  private int spin;

  @Option(names = "--engine", defaultValue = "auto", description = "Engine of the transport.")
  private String engine;

  @Option(names = "--digests", description = "With header and data digests.")
  private boolean digests;

  @Override
  public Integer call() throws IOException {
    ConnectOptions.Builder options = ConnectOptions.to(uri);
    options
        .queues(new QueueOptions(1, Math.max(2, workload.depth() + 1), digests, digests, true))
        .loopSettings(
            options
                .loopSettings()
                .withCount(1)
                .withEngine(engine)
                .withSpin(Duration.ofNanos(spin * 1000L)));
    try (RemoteController controller = Initiator.connect(options.build())) {
      RemoteNamespace namespace =
          controller.namespace(1).orElseThrow(() -> new IOException(uri + " has no namespace 1"));
      Measurement measurement =
          LoadGenerator.run(
                  namespace,
                  controller.loops().getFirst(),
                  workload,
                  Duration.ofSeconds(warmUp),
                  Duration.ofSeconds(seconds))
              .join();
      spec.commandLine().getOut().println(measurement);
      spec.commandLine().getOut().flush();
      return measurement.errors() == 0 ? 0 : 1;
    }
  }
}
