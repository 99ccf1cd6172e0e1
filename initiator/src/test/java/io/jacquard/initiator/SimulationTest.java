package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hours of a connection with every kind of trouble, in virtual time and in an order that follows
 * from a seed: each request is answered once, what was written and answered is there, and nothing
 * is left behind.
 */
class SimulationTest {
  private static final int BLOCKS = 512;
  private static final int BLOCK = 512;
  private static final int STEPS = 400;
  private static final int DEPTH = 8;

  private final CommandCounts counts = new CommandCounts();
  private final List<Write> writes = new ArrayList<>();
  private final List<CompletableFuture<?>> futures = new ArrayList<>();
  private SimulatedHost host;
  private Random random;
  private double trouble;

  /** A write of one block that no other write touches. */
  private record Write(int block, byte[] data, CompletableFuture<Void> done) {}

  /** A command of the low path; counts its completions. */
  private final class Own extends Command {
    private int under;

    Own(int index) {
      super(index, counts);
      data(IoBuffer.allocate(BLOCK), BLOCK);
    }

    boolean isFree() {
      return under == 0;
    }

    void send(CommandQueue queue) {
      sqe().clear().opcode(NvmOpcode.READ).slba(random.nextInt(BLOCKS)).blocks(1);
      under++;
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      queue.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      under--;
      assertThat(under).as("completions of one command").isZero();
      moveTo(CommandState.FREE);
    }
  }

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= 60; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyRequestIsAnsweredAndNothingAnsweredIsLost(long seed) throws Exception {
    random = new Random(seed);
    host = new SimulatedHost();
    ScriptedNamespace medium = new ScriptedNamespace(BLOCK, BLOCKS);
    host.controller.namespaces.put(1, medium);
    RemoteController controller = host.connect(this::options);
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    CommandQueue queue = namespace.open(host.loop, DEPTH);
    List<Own> own = new ArrayList<>();
    for (int i = 0; i < DEPTH; i++) {
      own.add(new Own(i));
    }
    host.controller.script = this::misbehave;
    trouble = random.nextDouble() * 0.1;
    for (int step = 0; step < STEPS && controller.state() != ControllerState.DEAD; step++) {
      step(controller, namespace, queue, own);
    }
    heal();
    assertThat(own).as("commands of the low path").allMatch(Own::isFree);
    assertThat(futures).as("requests").allMatch(CompletableFuture::isDone);
    for (Write write : writes) {
      if (!write.done().isCompletedExceptionally()) {
        int at = write.block() * BLOCK;
        assertThat(Arrays.copyOfRange(medium.bytes, at, at + BLOCK)).isEqualTo(write.data());
      }
    }
    queue.close();
    CompletableFuture<Void> closed = controller.closeAsync();
    host.advance(Duration.ofMinutes(10));
    assertThat(closed).isCompleted();
    assertThat(host.loop.buffers().heldBytes()).isZero();
    assertThat(host.controller.open()).isEmpty();
    host.close();
  }

  private ConnectOptions.Builder options(ConnectOptions.Builder builder) {
    return builder
        .ioQueues(1 + random.nextInt(4))
        .queueSize(2 + random.nextInt(10))
        .timeouts(
            new TimeoutOptions(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(5)))
        .recovery(
            new RecoveryOptions(
                Duration.ofSeconds(random.nextInt(3) * 4L),
                Duration.ofMillis(100 + random.nextInt(3000)),
                random.nextInt(4) == 0 ? Optional.of(Duration.ofMinutes(1)) : Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(Duration.ofSeconds(4)) : Optional.empty()));
  }

  private Answer misbehave(ScriptedQueue queue, Command command) {
    boolean io = queue.queueId > 0 && !command.sqe().isFabrics();
    if (random.nextDouble() >= (io ? 4 * trouble : trouble)) {
      return Answer.USUAL;
    }
    boolean connect =
        command.sqe().isFabrics() && command.sqe().fctype() == FabricsCommandType.CONNECT;
    return switch (random.nextInt(connect ? 5 : 4)) {
      case 0 -> Answer.HOLD;
      case 1 -> Answer.DROP;
      case 2 -> Answer.status(Status.COMMAND_INTERRUPTED);
      case 3 -> Answer.status(Status.INTERNAL_ERROR);
      default -> Answer.status(Status.CONNECT_CONTROLLER_BUSY);
    };
  }

  private void step(
      RemoteController controller, RemoteNamespace namespace, CommandQueue queue, List<Own> own) {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> write(namespace);
      case 3 ->
          futures.add(namespace.readAsync(random.nextInt(BLOCKS), ByteBuffer.allocate(BLOCK)));
      case 4 -> futures.add(namespace.flushAsync());
      case 5 -> futures.add(controller.identifyAsync(Identify.of(1, 0)));
      case 6 -> {
        own.stream().filter(Own::isFree).findAny().ifPresent(free -> free.send(queue));
        queue.flush();
      }
      case 7 -> host.controller.grantedQueues = 1 + random.nextInt(4);
      case 8 ->
          host.controller.open().stream()
              .skip(random.nextInt(3))
              .findFirst()
              .ifPresent(this::troubleQueue);
      default -> host.advance(Duration.ofMillis(random.nextInt(4000)));
    }
    if (random.nextBoolean()) {
      host.run();
    }
  }

  private void troubleQueue(ScriptedQueue queue) {
    if (random.nextInt(4) == 0 && random.nextDouble() < trouble * 5) {
      queue.connection.close(ScriptedController.lost());
    } else {
      queue.release();
    }
  }

  private void write(RemoteNamespace namespace) {
    int block = writes.size();
    if (block == BLOCKS) {
      return;
    }
    byte[] data = new byte[BLOCK];
    random.nextBytes(data);
    CompletableFuture<Void> done = namespace.writeAsync(block, ByteBuffer.wrap(data));
    writes.add(new Write(block, data, done));
    futures.add(done);
  }

  /** From now on the controller behaves; every request must come to its end. */
  private void heal() {
    trouble = 0;
    host.controller.grantedQueues = 4;
    for (int i = 0; i < 20; i++) {
      host.advance(Duration.ofSeconds(30));
    }
  }
}
