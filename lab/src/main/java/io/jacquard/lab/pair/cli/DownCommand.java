package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabStop;
import io.jacquard.lab.pair.Steps;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard lab down}. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Powers the machines off. What they wrote to their disks is gone.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard lab down"})
final class DownCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final LabFlags flags;

  DownCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    LabDirectory directory = flags.directory();
    try (FileChannel locked = directory.lock()) {
      Optional<Lab> lab = directory.read();
      if (lab.isEmpty()) {
        out.println("There is no lab.");
      } else {
        LabStop.run(directory, lab.get(), new Steps(out));
        if (!lab.get().cameUp()) {
          out.println("Its start had been broken off; nothing of it is left.");
        }
      }
      out.flush();
    }
    return 0;
  }
}
