package io.jacquard.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {LoadCommand.class, DeviceBenchCommand.class, GuestBenchCommand.class},
    description = {
      "Compares targets and clients over TCP, or ways to a local device, in alternation, and prints"
          + " ratios.",
      "With SPDK in $PEERS/spdk/build/bin or the PATH each of our sides is put in the place of"
          + " SPDK's; without it our own variants are compared. Figures of one machine and one hour"
          + " say nothing alone: quote ratios only."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard bench",
      "  jacquard bench --rounds 1 --workload 4k-read-q1 --workload 4k-read-q32",
      "  lab/bench                    (as root: in a network namespace with cubic)",
      "  jacquard bench devices /dev/nullb0 '/dev/nullb0?async=libaio' --fio /dev/nullb0"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      converter = WorkloadConverter.class,
      description = "Such as 4k-read-q32; may be repeated. Default: eight usual ones.")
  private List<Workload> workloads = Workload.usual();

  @Mixin private Repetition repetition;

  @Option(
      names = "--warm-up",
      defaultValue = "4",
      description = "Seconds of load before each measurement; default ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--first-port",
      defaultValue = "14420",
      description = "Targets listen on this port and those after it; default ${DEFAULT-VALUE}.")
  private int firstPort;

  @Option(
      names = "--netns",
      paramLabel = "NAME",
      description = "Run all in this network namespace.")
  private Optional<String> networkNamespace = Optional.empty();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<SpdkSide> peer = SpdkSide.find();
    Pinning pinning = Pinning.of(networkNamespace);
    List<Contender> contenders = Contenders.of(peer);
    say("peer: " + peer.map(p -> "SPDK in " + p.tools()).orElse("none found"));
    say("congestion control: " + Conditions.congestionControl(pinning));
    say(
        pinning.taskset()
            ? "target on core 0, clients on core 1"
            : "not pinned: there is no taskset, or one core only");
    Path directory = Files.createTempDirectory("jacquard-bench-");
    Map<Side, BenchProcess> targets = new LinkedHashMap<>();
    Map<Side, Integer> ports = new LinkedHashMap<>();
    try {
      for (Contender contender : contenders) {
        if (!targets.containsKey(contender.target())) {
          int port = firstPort + ports.size();
          ports.put(contender.target(), port);
          targets.put(contender.target(), start(contender.target(), port, pinning, directory));
        }
      }
      Results results = measure(contenders, targets, ports, pinning);
      spec.commandLine().getOut().print(results.table());
      spec.commandLine().getOut().flush();
    } finally {
      for (BenchProcess target : targets.values()) {
        target.resume();
        target.close();
      }
    }
    return 0;
  }

  private static BenchProcess start(Side side, int port, Pinning pinning, Path directory)
      throws IOException, InterruptedException {
    BenchProcess process =
        BenchProcess.start("target", pinning.onTargetCore(side.target(port, directory)));
    process.awaitOutput(side.targetReady());
    process.pause();
    return process;
  }

  private Results measure(
      List<Contender> contenders,
      Map<Side, BenchProcess> targets,
      Map<Side, Integer> ports,
      Pinning pinning)
      throws IOException, InterruptedException {
    Results results = new Results();
    Duration limit = Duration.ofSeconds(warmUp + repetition.seconds() + 60L);
    for (int round = 1; round <= repetition.rounds(); round++) {
      for (Workload workload : workloads) {
        for (Contender contender : contenders) {
          BenchProcess target = targets.get(contender.target());
          target.resume();
          List<String> client =
              contender
                  .client()
                  .client(ports.get(contender.target()), workload, warmUp, repetition.seconds());
          Results.Run run =
              run(contender.client(), pinning.onClientCore(client), target.pid(), limit);
          target.pause();
          results.add(workload, contender.name(), run);
          say("round %d  %-16s %-34s done".formatted(round, workload, contender.name()));
        }
      }
    }
    return results;
  }

  /** Runs a client until it has measured: where others keep the machine busy, hosts time out. */
  private Results.Run run(Side side, List<String> client, long target, Duration limit)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Conditions conditions = Conditions.now(target);
      String output = BenchProcess.run("client", client, limit);
      double others = conditions.othersShare();
      try {
        return new Results.Run(side.measurement(output), others);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        say(side.name() + " client failed, once more");
      }
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
