package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.LabMachine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jacquard lab logs}. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Shows what the machines' kernels wrote to their consoles.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard lab logs", "  jacquard lab logs target -f"})
final class LogsCommand implements Callable<Integer> {
  private static final long POLL_NANOS = 200_000_000;
  private static final int BLOCK = 64 * 1024;

  private final LabFlags flags;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MACHINE",
      description = "target, initiator, or target2 and so on; without it all of them.")
  private String machine;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until Ctrl-C, or until the machines end.")
  private boolean follow;

  LogsCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    List<LabMachine> machines =
        machine == null ? flags.lab().machines() : List.of(flags.lab().machine(machine));
    List<Console> consoles = new ArrayList<>();
    for (LabMachine shown : machines) {
      consoles.add(new Console(shown, machines.size() > 1));
    }
    boolean more = true;
    while (more) {
      // Asked before reading: what a machine wrote last is shown too.
      more = follow && machines.stream().anyMatch(LabMachine::alive);
      for (Console console : consoles) {
        console.show(StandardStreams.output());
      }
      if (more) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    return 0;
  }

  /** What was shown of one machine's console. */
  private static final class Console {
    private final LabMachine machine;
    private final boolean named;
    private final byte[] block = new byte[BLOCK];
    private long shown;

    private Console(LabMachine machine, boolean named) {
      this.machine = machine;
      this.named = named;
    }

    private void show(OutputStream out) throws IOException {
      try (RandomAccessFile file =
          new RandomAccessFile(machine.machine().console().toFile(), "r")) {
        file.seek(shown);
        if (named && file.length() > shown) {
          out.write(("==> " + machine.name() + " <==\n").getBytes(StandardCharsets.US_ASCII));
        }
        for (int count = file.read(block); count >= 0; count = file.read(block)) {
          out.write(block, 0, count);
          shown += count;
        }
      }
    }
  }
}
