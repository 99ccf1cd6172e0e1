package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A queue on real loops whose lane has lost its connection for good, so that another carries it.
 */
@Timeout(60)
class DetourTest {
  private final LoopbackTransport transport = new LoopbackTransport();
  private final ScriptedController scripted = new ScriptedController();

  private static final class Read extends Command {
    private final Loop home;
    private final CompletableFuture<Boolean> atHome = new CompletableFuture<>();

    Read(Loop home, int blocks) {
      super(0, new CommandCounts());
      this.home = home;
      data(IoBuffer.allocate(blocks * 512), blocks * 512);
      sqe().opcode(NvmOpcode.READ).blocks(blocks);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
    }

    @Override
    protected void onComplete(int status, long result) {
      atHome.complete(status == 0 && home.inLoop());
    }
  }

  @Test
  void commandsComeBackToTheLoopTheyCameFrom() throws Exception {
    scripted.namespaces.put(1, new ScriptedNamespace(512, 4096));
    LoopSettings settings = LoopSettings.defaults();
    try (FixedLoops own = FixedLoops.threads("scripted", settings.withCount(1));
        FixedLoops loops = FixedLoops.threads("host", settings.withCount(2));
        Listener listener =
            transport.listen(
                TransportAddress.parse("loop://detour"), ListenSettings.defaults(), own, scripted);
        RemoteController controller = connect(listener.address(), loops)) {
      Loop second = loops.loops().get(1);
      CommandQueue queue = open(controller, second);
      loseAQueue(controller, own.loops().getFirst());
      Read read = new Read(second, 1024);
      second.execute(
          () -> {
            queue.submit(read);
            queue.flush();
          });
      assertThat(read.atHome.get(30, TimeUnit.SECONDS)).isTrue();
      second.execute(queue::close);
    }
  }

  private RemoteController connect(TransportAddress to, FixedLoops loops) throws IOException {
    return Initiator.connect(
        ConnectOptions.to(to, ScriptedController.NQN)
            .host(HostIdentity.of(new HostId(new UUID(5, 6))))
            .transport(transport)
            .loops(loops)
            .ioQueues(2)
            .recovery(
                new RecoveryOptions(
                    Duration.ZERO, Duration.ofMillis(1), Optional.empty(), Optional.empty()))
            .build());
  }

  private static CommandQueue open(RemoteController controller, Loop loop) throws Exception {
    CompletableFuture<CommandQueue> opened = new CompletableFuture<>();
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    loop.execute(() -> opened.complete(namespace.open(loop, 1)));
    return opened.get(30, TimeUnit.SECONDS);
  }

  /** Ends the connection; the next has one I/O queue, which is on the first loop. */
  private void loseAQueue(RemoteController controller, Loop ownLoop) throws InterruptedException {
    CountDownLatch live = new CountDownLatch(1);
    controller.addListener(
        new ControllerListener() {
          @Override
          public void stateChanged(ControllerState from, ControllerState to, String why) {
            if (to == ControllerState.LIVE) {
              live.countDown();
            }
          }
        });
    ownLoop.execute(
        () -> {
          scripted.grantedQueues = 1;
          scripted.drop();
        });
    assertThat(live.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
