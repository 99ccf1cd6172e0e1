package io.jacquard.lab.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A container of Jacquard's image, on a network under a name. */
final class Machine implements AutoCloseable {

  /** System property with the name of the image, which is also the label of all that is made. */
  static final String IMAGE_PROPERTY = "jacquard.container.image";

  private final DockerClient docker = DockerClientFactory.lazyClient();
  private final ContainerLog log;
  private final Network network;
  private final String name;
  private final GenericContainer<?> container;
  private boolean removed;

  /** A container that is not started yet. */
  Machine(Network network, String name, String... command) {
    this.network = network;
    this.name = name;
    this.log = new ContainerLog(name);
    this.container =
        new GenericContainer<>(DockerImageName.parse(image()))
            .withImagePullPolicy(wanted -> false)
            .withNetwork(network)
            .withNetworkAliases(name)
            .withLabel(image(), "")
            .withLogConsumer(log)
            .withCommand(command);
  }

  static String image() {
    String image = System.getProperty(IMAGE_PROPERTY, "");
    if (image.isEmpty()) {
      throw new IllegalStateException("no image to test: run these tests by lab/container-tests");
    }
    return image;
  }

  /** With another program than jacquard. */
  Machine entry(String program) {
    container.withCreateContainerCmdModifier(command -> command.withEntrypoint(program));
    return this;
  }

  /** With a volume at a path. */
  Machine volume(String volume, String path) {
    container.withCreateContainerCmdModifier(
        command -> command.getHostConfig().withBinds(new Bind(volume, new Volume(path))));
    return this;
  }

  /** With a directory of this machine copied into it. */
  Machine copy(Path directory, String path) {
    container.withCopyFileToContainer(MountableFile.forHostPath(directory), path);
    return this;
  }

  Machine start() {
    container.start();
    return this;
  }

  ContainerLog log() {
    return log;
  }

  /**
   * Runs a script of bash.
   *
   * @return what it wrote to its output
   * @throws IOException if it ended with another status than 0
   */
  String run(String script) throws IOException, InterruptedException {
    ExecResult result = container.execInContainer("bash", "-e", "-o", "pipefail", "-c", script);
    if (result.getExitCode() != 0) {
      throw new IOException("%s: '%s' failed: %s".formatted(name, script, result));
    }
    return result.getStdout();
  }

  void cut() {
    docker
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(container.getContainerId())
        .exec();
  }

  void heal() {
    docker
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(container.getContainerId())
        .withContainerNetwork(new ContainerNetwork().withAliases(name))
        .exec();
  }

  void pause() {
    docker.pauseContainerCmd(container.getContainerId()).exec();
  }

  void goOn() {
    docker.unpauseContainerCmd(container.getContainerId()).exec();
  }

  /** As {@code kill -9} does. */
  void kill() {
    docker.killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
  }

  /** Waits for its end and returns the exit status. */
  int awaitEnd() {
    return docker.waitContainerCmd(container.getContainerId()).start().awaitStatusCode();
  }

  /** Removes it, in whatever state it is. */
  @Override
  public void close() {
    if (container.getContainerId() != null && !removed) {
      removed = true;
      docker.removeContainerCmd(container.getContainerId()).withForce(true).exec();
    }
  }
}
