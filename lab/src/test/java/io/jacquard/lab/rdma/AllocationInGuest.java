package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.transport.rdma.RdmaTransport;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The I/O path over RDMA allocates nothing: counted on the threads of both loops. */
class AllocationInGuest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** At first classes are loaded and calls are linked, which takes memory. */
  private static final int WINDOWS = 20;

  private static final int MEASURED = 2_000;
  private static final int DEPTH = 16;

  /**
   * Bytes that a loop may allocate for everything but I/O during the measurement: timers, the tasks
   * of this test. The smallest object for each command would be four times as much.
   */
  private static final long ALLOWANCE = 8_000;

  /** A command that is submitted again until its share is done. */
  private static final class Again extends Command {
    private final HostChannel channel;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int left;

    Again(HostChannel channel, int opcode, IoBuffer data, int times) {
      super(0, new CommandCounts());
      this.channel = channel;
      this.left = times;
      sqe().opcode(opcode);
      data(data, data.capacity());
    }

    void submit() {
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      channel.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      if (status != 0 || --left == 0) {
        done.complete(status);
      } else {
        submit();
      }
    }
  }

  /** Completes everything at once. */
  private record Null(QueueConnection connection) implements QueueHandler {
    Null {
      connection.bind(1, 64, false);
    }

    @Override
    public int arrived(Command command, int dataBytes) {
      return 0;
    }

    @Override
    public void execute(Command command) {
      command.moveTo(CommandState.EXECUTING);
      command.complete(0, 0);
    }

    @Override
    public void dropped(Command command, int status) {}

    @Override
    public void batchEnd() {}

    @Override
    public void closed(CloseReason reason) {}
  }

  /** The host's side of the queue. */
  private record Host(CompletableFuture<HostChannel> opened) implements HostChannel.Events {
    @Override
    public void opened(HostChannel channel) {
      opened.complete(channel);
    }

    @Override
    public void closed(CloseReason reason) {
      opened.completeExceptionally(new AssertionError(reason.detail()));
    }
  }

  @ParameterizedTest(name = "opcode {0}, {1} bytes")
  @CsvSource({"2,4096", "1,4096", "2,32768", "1,32768"})
  void readsAndWritesAllocateNothing(int opcode, int length) throws Exception {
    RdmaTransport transport = new RdmaTransport();
    TransportAddress any = TransportAddress.of(TransportType.RDMA, RdmaAddress.text(), 0);
    LoopSettings settings = LoopSettings.defaults().withCount(1);
    try (LoopGroup controllerLoops = transport.openLoops(settings);
        LoopGroup hostLoops = transport.openLoops(settings);
        Listener listener =
            transport.listen(any, ListenSettings.defaults(), controllerLoops, Null::new)) {
      HostChannel channel = dial(transport, listener.address(), hostLoops.next());
      Loop controller = controllerLoops.loops().getFirst();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < WINDOWS && least >= ALLOWANCE; i++) {
        long controllerBefore = allocatedBy(controller);
        long hostBefore = allocatedBy(channel.loop());
        run(channel, opcode, length, MEASURED);
        least =
            Math.min(
                least,
                Math.max(
                    allocatedBy(controller) - controllerBefore,
                    allocatedBy(channel.loop()) - hostBefore));
      }
      assertThat(least)
          .as("bytes allocated by one of the loops in %d commands", MEASURED)
          .isLessThan(ALLOWANCE);
      channel.loop().execute(channel::close);
      while (listener.connections() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private static HostChannel dial(RdmaTransport transport, TransportAddress to, Loop loop)
      throws Exception {
    Host host = new Host(new CompletableFuture<>());
    Duration limit = Duration.ofSeconds(120);
    transport.dial(
        new QueueDial(to, Optional.empty(), 1, 64, 8192, false, false, limit), loop, host);
    return host.opened().get(120, TimeUnit.SECONDS);
  }

  private static void run(HostChannel channel, int opcode, int length, int commands)
      throws Exception {
    Again[] all = new Again[DEPTH];
    IoBuffer data = IoBuffer.allocate(length);
    for (int i = 0; i < DEPTH; i++) {
      Again command = new Again(channel, opcode, data, commands / DEPTH);
      all[i] = command;
      channel.loop().execute(command::submit);
    }
    for (Again command : all) {
      assertThat(command.done.get(300, TimeUnit.SECONDS)).isZero();
    }
  }

  private static long allocatedBy(Loop loop) throws Exception {
    CompletableFuture<Long> bytes = new CompletableFuture<>();
    loop.execute(() -> bytes.complete(THREADS.getCurrentThreadAllocatedBytes()));
    return bytes.get(30, TimeUnit.SECONDS);
  }
}
