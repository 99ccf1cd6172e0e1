package io.jacquard.lab.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Our target on this machine's loopback and a Linux host in a virtual machine, for all tests of a
 * class.
 *
 * <p>The target listens on two ports of 127.0.0.1, {@link #port()} and {@link #discoveryPort()}.
 * The guest reaches them at {@link VirtualMachine#HOST_ADDRESS}, and, because discovery log entries
 * name 127.0.0.1, at its own 127.0.0.1 too.
 */
final class InteropLab implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

  private final GuestMachine machine;
  private final Function<InteropLab, String> configuration;
  private final int port = freePort();
  private final int discoveryPort = freePort();
  private TargetProcess target;

  /**
   * Prepares a lab.
   *
   * @param name of the guest
   * @param configuration YAML of the target, given this lab's ports
   */
  InteropLab(String name, Function<InteropLab, String> configuration) {
    this.configuration = configuration;
    machine =
        new GuestMachine(
            name, guest -> guest.cpus(4).modules("nvme_tcp").forward(port).forward(discoveryPort));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  int port() {
    return port;
  }

  int discoveryPort() {
    return discoveryPort;
  }

  TargetProcess target() {
    return target;
  }

  VirtualMachine guest() {
    return machine.get();
  }

  /** The options of nvme-cli that name the target's port, as the guest reaches it. */
  String at() {
    return " -t tcp -a " + VirtualMachine.HOST_ADDRESS + " -s " + port + " ";
  }

  /**
   * Runs a script with the functions of {@code host.sh}; returns its output.
   *
   * @throws VirtualMachineException as {@link VirtualMachine#succeed} does, with what the target
   *     logged last
   */
  String linux(String script, Duration limit) {
    try {
      return guest().succeed("source /run/host.sh\n" + script, limit);
    } catch (VirtualMachineException failure) {
      List<String> logged = target.lastLogged();
      String last = logged.isEmpty() ? "nothing" : FailureReport.shortened(logged.getLast());
      throw failure.with(
          "target: " + last, FailureReport.section("target", String.join("\n", logged)));
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Path logs = Path.of(System.getProperty(VirtualMachine.LOGS_PROPERTY, "target/vm"));
    Path directory = Files.createDirectories(logs.toAbsolutePath());
    target = new TargetProcess(Files.createTempDirectory(directory, "target-"), port);
    target.configure(configuration.apply(this));
    target.start();
    machine.beforeAll(context);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    machine.afterTestExecution(context);
    if (context.getExecutionException().isPresent()) {
      System.err.println("what the target said: " + target.log());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    machine.afterAll(context);
    if (target != null) {
      target.close();
      deleteNamespaces();
    }
  }

  /** The logs are kept; what the guest wrote is only large. */
  private void deleteNamespaces() throws IOException {
    try (DirectoryStream<Path> images = Files.newDirectoryStream(target.directory(), "*.img")) {
      for (Path image : images) {
        Files.delete(image);
      }
    }
  }
}
