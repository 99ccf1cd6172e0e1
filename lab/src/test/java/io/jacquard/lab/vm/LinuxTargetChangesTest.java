package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.ControllerListener;
import io.jacquard.initiator.ControllerState;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.NamespaceChange;
import io.jacquard.initiator.RecoveryOptions;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our initiator lives through what happens to the Linux kernel's target. */
@Tag("vm")
class LinuxTargetChangesTest {

  private static final String NQN = "nqn.2026-01.io.jacquard:linux";
  private static final int PORT = 4420;
  private static final int BLOCK = 512;
  private static final Duration LIMIT = Duration.ofSeconds(150);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine("linux-target-changes", machine -> machine.cpus(2).reachable(PORT));

  @BeforeAll
  static void export() {
    linux(
        """
        memory_disk nullb0 16 512
        memory_disk nullb1 16 512
        subsystem %1$s
        export_disk %1$s 1 /dev/nullb0
        tcp_port 1 10.0.2.15 %2$d
        offer %1$s 1
        """
            .formatted(NQN, PORT));
  }

  private static String linux(String script) {
    return guest.get().succeed("source /run/target.sh\n" + script, LIMIT);
  }

  private static RemoteController connect(Duration keepAlive) throws IOException {
    return Initiator.connect(
        ConnectOptions.to("tcp://127.0.0.1:%d/%s".formatted(guest.get().hostPort(PORT), NQN))
            .recovery(
                new RecoveryOptions(
                    keepAlive,
                    Duration.ofMillis(500),
                    Optional.of(Duration.ofSeconds(60)),
                    Optional.empty()))
            .build());
  }

  private static ByteBuffer random(long seed, int bytes) {
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    return ByteBuffer.wrap(data);
  }

  /** Keeps what a controller tells, for tests to wait for. */
  private static final class Events implements ControllerListener {

    private final BlockingQueue<ControllerState> states = new LinkedBlockingQueue<>();
    private final BlockingQueue<NamespaceChange> changes = new LinkedBlockingQueue<>();

    @Override
    public void stateChanged(ControllerState from, ControllerState to, String why) {
      states.add(to);
    }

    @Override
    public void namespaceChanged(NamespaceChange change) {
      changes.add(change);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
      return queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aNamespaceThatComesAndGoesIsSeen() throws Exception {
    try (RemoteController controller = connect(Duration.ofSeconds(5))) {
      Events events = new Events();
      controller.addListener(events);

      linux("export_disk " + NQN + " 2 /dev/nullb1");
      NamespaceChange added = Events.next(events.changes);
      assertThat(added.kind()).isEqualTo(NamespaceChange.Kind.ADDED);
      assertThat(added.namespace().nsid()).isEqualTo(2);
      added.namespace().write(0, random(2, BLOCK));

      linux("withdraw_disk " + NQN + " 2");
      NamespaceChange removed = Events.next(events.changes);
      assertThat(removed.kind()).isEqualTo(NamespaceChange.Kind.REMOVED);
      assertThat(controller.namespaces()).extracting(RemoteNamespace::nsid).containsExactly(1L);
    }
  }

  @Test
  void commandsWaitWhileTheTargetIsAwayAndGoOnAfterwards() throws Exception {
    try (RemoteController controller = connect(Duration.ofSeconds(5))) {
      Events events = new Events();
      controller.addListener(events);
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      namespace.write(0, random(1, 64 * BLOCK));

      linux("withdraw " + NQN + " 1");
      assertThat(Events.next(events.states)).isEqualTo(ControllerState.RESETTING);
      assertThat(Events.next(events.states)).isEqualTo(ControllerState.RECONNECTING);
      CompletableFuture<Void> waiting = namespace.writeAsync(64, random(2, 64 * BLOCK));
      linux("offer " + NQN + " 1");

      assertThat(Events.next(events.states)).isEqualTo(ControllerState.LIVE);
      waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      ByteBuffer read = ByteBuffer.allocate(64 * BLOCK);
      namespace.read(0, read);
      assertThat(read).isEqualTo(random(1, 64 * BLOCK));
      namespace.read(64, read);
      assertThat(read).isEqualTo(random(2, 64 * BLOCK));
    }
  }

  /** The kernel drops a host that it does not hear from for its keep-alive time. */
  @Test
  void anIdleConnectionIsKeptAlive() throws Exception {
    try (RemoteController controller = connect(Duration.ofSeconds(1))) {
      Events events = new Events();
      controller.addListener(events);

      assertThat(events.states.poll(5, TimeUnit.SECONDS)).isNull();
      assertThat(controller.state()).isEqualTo(ControllerState.LIVE);
      assertThat(guest.get().dmesg()).doesNotContain("keep-alive timer");
    }
  }
}
