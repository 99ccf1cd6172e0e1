package io.jacquard.lab.bench;

import io.jacquard.initiator.ExistingFile;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacquard bench devices}. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compares ways to local namespaces in alternation, one command queue on one loop each, and"
          + " prints ratios to the first way.",
      "With --fio the first way is fio with io_uring. Figures of one machine and one hour say"
          + " nothing alone: quote ratios only."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard bench devices /dev/nullb0 '/dev/nullb0?async=libaio' '/dev/nullb0?async=thrpool'",
      "  jacquard bench devices --fio /dev/nvme0n1 /dev/nvme0n1 /dev/ng0n1 '/dev/ng0n1?sync=nvme'",
      "  jacquard bench devices --destroy-data --workload 4k-write-q32 mem:256M /dev/nullb0"
    })
final class DeviceBenchCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "URI", description = "A way to a namespace.")
  private List<String> uris = List.of();

  @Option(
      names = "--fio",
      paramLabel = "FILE",
      description = "Measure fio with io_uring on this file or device too, first.")
  private Optional<String> fio = Optional.empty();

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      converter = WorkloadConverter.class,
      description = "Such as 4k-read-q32; may be repeated. Default: four that read.")
  private List<Workload> workloads =
      List.of(
          new Workload(false, 4096, 1),
          new Workload(false, 4096, 32),
          new Workload(false, 4096, 128),
          new Workload(false, 128 << 10, 32));

  @Option(
      names = "--destroy-data",
      description = "Allow workloads that write: what the namespaces hold is lost.")
  private boolean destroyData;

  @Mixin private Repetition repetition;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Seconds of load before each measurement; default ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--spin",
      defaultValue = "50",
      description = "Microseconds to poll when idle; default ${DEFAULT-VALUE}.")
  private int spin;

  /** One way that is measured. */
  private interface Way {
    Measurement measure(Workload workload) throws IOException, InterruptedException;
  }

  private record Named(String name, Way way) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkWrites();
    List<Named> ways = new ArrayList<>();
    fio.ifPresent(file -> ways.add(new Named("fio io_uring " + file, load -> byFio(file, load))));
    for (String uri : uris) {
      ways.add(new Named(uri + " (" + describe(uri) + ")", load -> byUs(uri, load)));
    }
    rehearse();
    Results results = new Results();
    long errors = 0;
    for (int round = 1; round <= repetition.rounds(); round++) {
      for (Workload workload : workloads) {
        for (Named each : ways) {
          Conditions conditions = Conditions.now();
          Measurement measured = each.way().measure(workload);
          errors += measured.errors();
          results.add(workload, each.name(), new Results.Run(measured, conditions.othersShare()));
          say("round %d  %-16s %s done".formatted(round, workload, each.name()));
        }
      }
    }
    spec.commandLine().getOut().print(results.table());
    spec.commandLine().getOut().flush();
    if (errors > 0) {
      say(errors + " commands failed");
    }
    return errors == 0 ? 0 : FAILED;
  }

  private void checkWrites() {
    for (Workload workload : workloads) {
      if (workload.write() && !destroyData) {
        throw new ParameterException(
            spec.commandLine(),
            workload + " overwrites what the namespaces hold: add --destroy-data to allow that");
      }
    }
  }

  /**
   * Compiles first what is measured: the compiler's threads would take the processors from who
   * comes first, of which there may be one only.
   */
  private void rehearse() throws IOException {
    for (String uri : warmUp > 0 ? uris : List.<String>of()) {
      for (Workload workload : workloads) {
        Rehearsal rehearsal = Rehearsal.begin();
        do {
          byUs(uri, workload);
        } while (rehearsal.goesOn());
      }
      say(uri + " is compiled");
    }
  }

  private static String describe(String text) throws IOException {
    NamespaceUri uri = NamespaceKinds.resolve(text);
    ExistingFile.require(uri);
    try (Namespace namespace = NamespaceKinds.open(uri)) {
      AccessPath access = namespace.access();
      return access.backEnd() + " " + access.async();
    }
  }

  private Measurement byFio(String file, Workload workload)
      throws IOException, InterruptedException {
    return FioRun.run(
        file, workload, Duration.ofSeconds(warmUp), Duration.ofSeconds(repetition.seconds()));
  }

  private Measurement byUs(String uri, Workload workload) throws IOException {
    LoopSettings settings = LoopSettings.defaults().withSpin(Duration.ofNanos(spin * 1000L));
    try (Namespace namespace = NamespaceKinds.open(NamespaceKinds.resolve(uri));
        ThreadLoop loop = new ThreadLoop("bench", settings)) {
      return LoadGenerator.run(
              namespace,
              loop,
              workload,
              Duration.ofSeconds(warmUp),
              Duration.ofSeconds(repetition.seconds()))
          .join();
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
