package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.pair.LinkCapture;
import io.jacquard.target.cli.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacquard lab capture}. */
@Command(
    name = "capture",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Records what goes over the private link, until Ctrl-C. Wireshark shows RoCE by its dissector"
          + " 'infiniband', NVMe by 'nvme-rdma' and 'nvme-tcp'.",
      "Begin before hosts connect: Wireshark must see the connection being made."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard lab capture connect.pcap",
      "  jacquard lab capture --seconds 10 connect.pcap && tshark -r connect.pcap"
    })
final class CaptureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final LabFlags flags;

  @Parameters(index = "0", paramLabel = "FILE", description = "Where to, in the format pcap.")
  private Path file;

  @Option(
      names = "--machine",
      paramLabel = "MACHINE",
      defaultValue = "target",
      description = "At whose end of the link; default ${DEFAULT-VALUE}.")
  private String machine;

  @Option(names = "--seconds", paramLabel = "N", description = "End after this time.")
  private Optional<Integer> seconds = Optional.empty();

  @Option(names = "--force", description = "Overwrite FILE if it is there.")
  private boolean force;

  CaptureCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds.isPresent() && seconds.get() < 1) {
      throw new ParameterException(spec.commandLine(), "--seconds is less than 1");
    }
    LabMachine captured = flags.machine(machine);
    LinkCapture capture = start(captured);
    try (StopSignal signal = new StopSignal(() -> end(capture))) {
      if (seconds.isPresent()) {
        TimeUnit.SECONDS.sleep(seconds.get());
      } else {
        spec.commandLine().getErr().println("Recording into " + file + "; Ctrl-C ends it.");
        signal.await();
      }
    }
    end(capture);
    return 0;
  }

  private LinkCapture start(LabMachine captured) throws IOException {
    try {
      return LinkCapture.start(captured, file, force);
    } catch (FileAlreadyExistsException there) {
      throw new IOException(
          file + " is there already; name another file, or overwrite it by --force", there);
    }
  }

  private void end(LinkCapture capture) throws IOException {
    capture.close();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d packets in %s%n", capture.packets(), file);
    out.flush();
  }
}
