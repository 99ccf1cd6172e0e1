package io.jacquard.lab.container;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.ControllerListener;
import io.jacquard.initiator.ControllerState;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RecoveryOptions;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.lab.crash.Ledger;
import io.jacquard.lab.crash.LoadDriver;
import io.jacquard.nvme.identity.Nqn;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/**
 * What a host's container runs: writes and flushes without pause, in the knowledge of what it was
 * promised, until it is told to read all of it back.
 *
 * <p>Each state of the connection is a line of output. Commands come one a line through a pipe with
 * a name, and each is answered by a line:
 *
 * <ul>
 *   <li>{@code more N}: N commands were answered since
 *   <li>{@code verify answered}: every write that was answered is there; ends the program
 *   <li>{@code verify durable}: every write that was answered and flushed, or written with Force
 *       Unit Access, is there; ends the program
 * </ul>
 */
final class LoadProgram {
  private static final int REGIONS = 2048;
  private static final int DEPTH = 32;
  private static final RecoveryOptions RECOVERY =
      new RecoveryOptions(
          Duration.ofSeconds(3), Duration.ofMillis(500), Optional.empty(), Optional.empty());

  private final RemoteNamespace namespace;
  private final Ledger ledger = new Ledger(REGIONS);
  private final LoadDriver load;

  private LoadProgram(RemoteNamespace namespace) {
    this.namespace = namespace;
    this.load = new LoadDriver(namespace, ledger, DEPTH, 0);
  }

  /**
   * Connects and serves commands.
   *
   * @param arguments URI of the controller, NQN of the host, path of the pipe
   */
  public static void main(String[] arguments) throws Exception {
    ConnectOptions options =
        ConnectOptions.to(arguments[0])
            .hostNqn(Nqn.accept(arguments[1]))
            .ioQueues(2)
            .recovery(RECOVERY)
            .build();
    try (RemoteController controller = Initiator.connect(options)) {
      controller.addListener(
          new ControllerListener() {
            @Override
            public void stateChanged(ControllerState from, ControllerState to, String why) {
              say("state " + to + (why.isEmpty() ? "" : ": " + why));
            }
          });
      say("state " + controller.state());
      LoadProgram program = new LoadProgram(controller.namespace(1).orElseThrow());
      program.load.start(new Random(20261120));
      program.serve(Path.of(arguments[2]));
    }
  }

  private void serve(Path pipe) throws IOException, InterruptedException {
    while (true) {
      // Whoever closes the pipe ends what is read of it, but another may open it again.
      try (BufferedReader commands = Files.newBufferedReader(pipe)) {
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
          String[] words = line.split(" ");
          if (words[0].equals("more")) {
            load.awaitMore(Integer.parseInt(words[1]));
            say("more " + words[1]);
          } else {
            verify(words[1].equals("answered"));
            return;
          }
        }
      }
    }
  }

  private void verify(boolean answeredCounts) throws IOException, InterruptedException {
    load.stop();
    load.awaitEnd();
    if (load.failure().isPresent()) {
      throw new IOException("a command failed", load.failure().get());
    }
    if (answeredCounts) {
      ledger.flushed(ledger.beforeFlush());
    }
    ledger.judgeAll(namespace);
    say("verified %d regions, %d answers".formatted(ledger.promises(), load.answers()));
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
