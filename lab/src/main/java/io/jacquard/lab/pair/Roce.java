package io.jacquard.lab.pair;

import io.jacquard.lab.vm.DetachedMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** RDMA in software on the private link: made, and shown to work from the device to data. */
final class Roce {

  private static final Duration LIMIT = Duration.ofSeconds(300);
  private static final GuestScript SCRIPT = GuestScript.with("roce.sh");

  private Roce() {}

  /** Makes the device {@code rxe0}. Returns what libibverbs says of it. */
  static String make(LabMachine machine) throws IOException {
    SCRIPT.run(machine.machine(), "roce_up", LIMIT);
    return SCRIPT
        .run(machine.machine(), "roce_devinfo " + machine.address(), LIMIT)
        .replace("\n", ", ");
  }

  /** Sends messages over a connected queue pair. Returns what the client says. */
  static String pingPong(LabMachine server, LabMachine client) throws IOException {
    return together(server, "pingpong", client, "pingpong_with " + server.address());
  }

  /** Connects by the connection manager, and transfers by RDMA READ and WRITE. */
  static String rping(LabMachine server, LabMachine client) throws IOException {
    return together(
        server, "rping_server " + server.address(), client, "rping_with " + server.address());
  }

  private static String together(LabMachine server, String serve, LabMachine client, String use)
      throws IOException {
    DetachedMachine machine = server.machine();
    CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> run(machine, serve));
    String said = SCRIPT.run(client.machine(), use, LIMIT);
    try {
      served.join();
    } catch (CompletionException failure) {
      throw new IOException(failure.getCause().getMessage(), failure);
    }
    return said;
  }

  private static String run(DetachedMachine machine, String call) {
    try {
      return SCRIPT.run(machine, call, LIMIT);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
