package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.lab.contract.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Jacquard's host connects to a target of another machine, and disconnects, many times by each
 * transport, which take turns in waiting for the other machine. What this machine holds of its RDMA
 * device, and its sockets, are looked at from outside, when this process has ended.
 */
class HostRoundsInGuest {
  private static final int ROUNDS = Integer.getInteger("jacquard.rounds");
  private static final List<String> URIS = List.of(System.getProperty("jacquard.uris").split(" "));

  @BeforeAll
  static void beQuiet() {
    // Each line goes through a slow channel to the host.
    ((Logger) LoggerFactory.getLogger("io.jacquard")).setLevel(Level.WARN);
  }

  @Test
  void connectingManyTimesLeavesNoFileOpen() throws Exception {
    for (String uri : URIS) {
      visit(uri);
    }
    int before = descriptors();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Integer>> visitors = new ArrayList<>();
      for (String uri : URIS) {
        visitors.add(threads.submit(() -> visits(uri)));
      }
      for (Future<Integer> visitor : visitors) {
        assertThat(visitor.get()).isEqualTo(ROUNDS);
      }
    }
    Await.until("no more files are open", () -> descriptors() <= before);
  }

  private static int descriptors() {
    try {
      return Held.now().descriptors();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int visits(String uri) throws IOException {
    int done = 0;
    while (done < ROUNDS) {
      visit(uri);
      done++;
    }
    return done;
  }

  private static void visit(String uri) throws IOException {
    try (RemoteController controller = Initiator.connect(RemoteDisk.options(uri))) {
      assertThat(controller.namespace(1)).isPresent();
    }
  }
}
