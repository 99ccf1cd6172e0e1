package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabStop;
import io.jacquard.lab.pair.Steps;
import io.jacquard.lab.pair.demo.Combination;
import io.jacquard.lab.pair.demo.DemoResult;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import io.jacquard.target.cli.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard lab demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "The target exports its NVMe disk, the initiator discovers it, connects, writes, reads back"
          + " and verifies, and disconnects; the kernel's host also makes a file system on it, copies"
          + " a tree, and checks both.",
      "Everything on the disk is overwritten. Without a lab it brings one up, and down in the end."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything was as written", "1:something failed, with the reason"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard lab demo",
      "  jacquard lab demo --target jacquard --initiator kernel --transport rdma"
    })
final class LabDemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--target",
      paramLabel = "WHOSE",
      description = "kernel or jacquard; both without it.")
  private Optional<Side> target = Optional.empty();

  @Option(
      names = "--initiator",
      paramLabel = "WHOSE",
      description = "kernel or jacquard; both without it.")
  private Optional<Side> initiator = Optional.empty();

  @Option(
      names = "--transport",
      paramLabel = "WHICH",
      description = "rdma or tcp; both without it.")
  private Optional<Combination.Transport> transport = Optional.empty();

  @Mixin private ShapeFlags shape = new ShapeFlags();

  private final LabFlags flags;

  LabDemoCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    LabDirectory directory = flags.directory();
    Optional<Lab> up = flags.found();
    if (up.isPresent()) {
      if (!up.get().cameUp()) {
        throw new IOException("the lab has not come up yet, or never will; see: jacquard lab up");
      }
      if (!up.get().ended().isEmpty()) {
        throw new IOException(up.get().ended() + " has ended; bring all up again: jacquard lab up");
      }
      shape.refuseFor(up.get());
      LabDemo.takeBack(up.get());
      return demonstrate(up.get(), out);
    }
    try (FileChannel locked = directory.lock()) {
      Lab lab = UpCommand.start(directory, shape.options(out), new Steps(out));
      // Nothing else ends the machines when the process is told to end: they are not its children.
      try (StopSignal interrupted = StopSignal.breakingOff(() -> LabStop.atOnce(directory, lab))) {
        return demonstrate(lab, out);
      } finally {
        LabStop.run(directory, lab, new Steps(out));
      }
    }
  }

  private int demonstrate(Lab lab, PrintWriter out) {
    out.println();
    List<DemoResult> results =
        new LabDemo(lab, DemoTable.begin(out))
            .run(
                all(target, Side.values()),
                all(initiator, Side.values()),
                all(transport, Combination.Transport.values()));
    long failed = results.stream().filter(result -> !result.ok()).count();
    out.println();
    results.stream()
        .filter(result -> !result.ok())
        .forEach(
            result ->
                out.printf(
                    "%s target, %s initiator, %s: %s%n",
                    result.combination().target().word(),
                    result.combination().initiator().word(),
                    result.combination().transport().word(),
                    result.failure()));
    out.printf("%d of %d combinations work.%n", results.size() - failed, results.size());
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private static <T> List<T> all(Optional<T> chosen, T[] values) {
    return chosen.map(List::of).orElseGet(() -> List.of(values));
  }
}
