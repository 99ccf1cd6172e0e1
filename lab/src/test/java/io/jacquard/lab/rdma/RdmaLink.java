package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A soft-RoCE device of the guest.
 *
 * @param name as {@code rdma link} shows it
 * @param card the network card below it
 */
record RdmaLink(String name, String card) {
  /** The two ends of the link that {@code roce.sh} makes within the guest. */
  static final String NEAR = "10.78.0.1";

  static final String FAR = "10.78.0.2";

  /** The address of the bond that {@code roce.sh} makes within the guest. */
  static final String BOND = "10.79.0.1";

  private static final Path DEVICES = Path.of("/sys/class/infiniband");
  private static final long LIMIT_SECONDS = 120;

  static RdmaLink of(String name) throws IOException {
    Path card = DEVICES.resolve(name).resolve("ports/1/gid_attrs/ndevs/0");
    return new RdmaLink(name, Files.readString(card).strip());
  }

  /** Removes the device; the kernel waits until nobody has it open. */
  void remove() throws IOException, InterruptedException {
    run("rdma", "link", "delete", name);
  }

  /** As {@link #remove}, which may take as long as this process lets it. */
  CompletableFuture<Void> removeLater() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            remove();
          } catch (IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  boolean isThere() {
    return Files.exists(DEVICES.resolve(name));
  }

  /** Makes the device again. */
  void add() throws IOException, InterruptedException {
    run("rdma", "link", "add", name, "type", "rxe", "netdev", card);
  }

  /** Gives the card another hardware address; those who knew the old one have to ask again. */
  void move(String hardwareAddress) throws IOException, InterruptedException {
    run("ip", "link", "set", card, "address", hardwareAddress);
    run("ip", "neigh", "flush", "all");
  }

  /** Makes the other card of the bond the active one. */
  static void failOver() throws IOException, InterruptedException {
    run("ip", "link", "set", "bond0", "type", "bond", "active_slave", "second");
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(ended).as("%s ends", String.join(" ", command)).isTrue();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}
