package io.jacquard.lab.container;

import com.github.dockerjava.api.DockerClient;
import io.jacquard.lab.crash.Ledger;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** A network, a volume with the target's disk, and the containers of one test. */
final class Setup implements AutoCloseable {
  static final String NQN = "nqn.2026-01.io.jacquard:containers";
  static final String URI = "tcp://target:4420/" + NQN;

  private static final String HOST_NQN = "nqn.2026-01.io.jacquard:host-";
  private static final String PIPE = "/run/commands";

  private final DockerClient docker = DockerClientFactory.instance().client();
  private final Network network;
  private final String volume = "jacquard-test-" + UUID.randomUUID();
  private final Deque<Machine> machines = new ArrayDeque<>();

  Setup() {
    Map<String, String> label = Map.of(Machine.image(), "");
    network =
        Network.builder().createNetworkCmdModifier(command -> command.withLabels(label)).build();
    network.getId();
    docker.createVolumeCmd().withName(volume).withLabels(label).exec();
  }

  /** A target that exports the file on the volume, and listens. */
  Machine target() throws InterruptedException {
    Machine target =
        started(
            new Machine(
                    network,
                    "target",
                    "target",
                    "--namespace",
                    "/data/disk.img?size=64M",
                    "--nqn",
                    NQN,
                    "--port",
                    "tcp://0.0.0.0:4420",
                    "--allow-any-host")
                .volume(volume, "/data"));
    target.log().await("Ctrl-C stops");
    return target;
  }

  /** A host that does nothing by itself. */
  Machine idleHost() {
    return started(new Machine(network, "host", "infinity").entry("sleep"));
  }

  /** A host that runs the {@link LoadProgram}, with load under way. */
  Machine loadingHost(String name) throws IOException, InterruptedException {
    String script =
        "mkfifo %s && exec java -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED"
            + " --sun-misc-unsafe-memory-access=allow -cp '/opt/jacquard/lib/*:/opt/tests' %s %s %s %s";
    Machine host =
        new Machine(
                network,
                name,
                "-c",
                script.formatted(PIPE, LoadProgram.class.getName(), URI, HOST_NQN + name, PIPE))
            .entry("bash");
    for (Class<?> type : new Class<?>[] {LoadProgram.class, Ledger.class}) {
      String path = type.getPackageName().replace('.', '/');
      host.copy(classes().resolve(path), "/opt/tests/" + path);
    }
    started(host);
    host.log().await("state LIVE");
    awaitAnswers(host);
    return host;
  }

  /** Waits until a host has had some more answers. */
  static void awaitAnswers(Machine host) throws IOException, InterruptedException {
    host.run("echo more 300 > " + PIPE);
    host.log().await("more 300");
  }

  /**
   * Has a host end its load and read everything back.
   *
   * @param what must be there: {@code answered} writes or {@code durable} ones
   * @return its exit status
   */
  static int verify(Machine host, String what) throws IOException, InterruptedException {
    host.run("echo verify " + what + " > " + PIPE);
    host.log().await("verified");
    return host.awaitEnd();
  }

  private Machine started(Machine machine) {
    machines.push(machine);
    return machine.start();
  }

  private static Path classes() {
    try {
      return Path.of(LoadProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    machines.forEach(Machine::close);
    network.close();
    docker.removeVolumeCmd(volume).exec();
  }
}
