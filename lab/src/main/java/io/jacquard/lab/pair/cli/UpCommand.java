package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabOptions;
import io.jacquard.lab.pair.LabPicture;
import io.jacquard.lab.pair.LabStart;
import io.jacquard.lab.pair.LabStop;
import io.jacquard.lab.pair.Steps;
import io.jacquard.target.cli.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard lab up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Boots two virtual machines, joins them by a private link, sets up RDMA over it and shows that"
          + " it works. They stay until 'jacquard lab down'.",
      "The first time, the machines' system is made from Debian's packages: about half a minute."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard lab up",
      "  jacquard lab up --machines 3 --controllers 2 --zns --nvdimm 256M",
      "  jacquard lab up --network bridge",
      "  jacquard lab up --kernel ~/linux/vmlinux --gdb",
    })
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ShapeFlags shape = new ShapeFlags();

  private final LabFlags flags;

  UpCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    LabDirectory directory = flags.directory();
    try (FileChannel locked = directory.lock()) {
      Optional<Lab> old = directory.read();
      if (old.isPresent() && old.get().cameUp() && old.get().ended().isEmpty()) {
        shape.refuseFor(old.get());
        out.printf("The lab is up already, since %s.%n%n", old.get().since());
        out.print(LabPicture.of(old.get()));
        out.flush();
        return 0;
      }
      LabOptions options = shape.options(out);
      if (old.isPresent()) {
        out.printf("%s: it is brought up anew.%n", trouble(old.get()));
        LabStop.run(directory, old.get(), new Steps(out));
      }
      out.print("\n" + LabPicture.of(start(directory, options, new Steps(out))));
      out.flush();
    }
    return 0;
  }

  private static String trouble(Lab old) {
    return old.cameUp()
        ? "Of the lab before, " + old.ended() + " had ended by itself"
        : "The start of the lab before was broken off";
  }

  static Lab start(LabDirectory directory, LabOptions options, Steps steps) throws IOException {
    LabStart start = new LabStart(directory, options, steps);
    try (StopSignal interrupted = StopSignal.breakingOff(start::close);
        start) {
      return start.run();
    }
  }
}
