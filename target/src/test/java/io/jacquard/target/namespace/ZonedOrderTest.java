package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneSendAction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for what in a zoned namespace, over one whose commands end when they are told to. */
class ZonedOrderTest {
  private static final int ZONE = 16;
  private static final int DEPTH = 32;

  private final ManualLoop loop = new ManualLoop();
  private final Slow below = new Slow();
  private final ZonedNamespace namespace = namespace(below);
  private final CommandQueue queue = namespace.open(loop, DEPTH);
  private final List<Host> completed = new ArrayList<>();
  private int used;

  private static ZonedNamespace namespace(Namespace below) {
    ZoneGeometry zones = new ZoneGeometry(ZONE, 0, 0, 0, true, false, 0);
    return new ZonedNamespace(below, zones, new MemoryZones(8, zones, ZONE));
  }

  @AfterEach
  void nothingIsLeft() {
    queue.close();
    below.endAll();
    loop.runReady();
    namespace.close();
    assertThat(below.closed).isTrue();
    assertThat(below.openQueues).isZero();
  }

  private final class Host extends Command {
    private OptionalInt status = OptionalInt.empty();
    private long result;

    Host(int index, Consumer<Sqe> entry) {
      super(index, new CommandCounts());
      entry.accept(sqe());
      int opcode = sqe().opcode();
      int bytes = opcode == NvmOpcode.ZONE_MANAGEMENT_SEND ? 0 : 512 * sqe().blocks();
      data(bytes == 0 ? IoBuffer.NONE : IoBuffer.allocate(bytes), bytes);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
    }

    @Override
    protected void onComplete(int ended, long value) {
      assertThat(status).isEmpty();
      status = OptionalInt.of(Status.code(ended));
      result = value;
      completed.add(this);
    }
  }

  private Host submit(Consumer<Sqe> entry) {
    Host host = new Host(used++ % DEPTH, entry);
    queue.submit(host);
    return host;
  }

  private Host write(long slba) {
    return submit(sqe -> sqe.opcode(NvmOpcode.WRITE).slba(slba).blocks(2));
  }

  private Host append(long zone) {
    return submit(sqe -> sqe.opcode(NvmOpcode.ZONE_APPEND).slba(zone).blocks(2));
  }

  private Host reset(long zone) {
    return submit(ZoneManagementSend.of(ZoneSendAction.RESET, zone)::encode);
  }

  @Test
  void writesToAZoneAreBelowOneAtATimeAndThoseToOthersAtOnce() {
    write(0);
    write(2);
    append(0);
    write(ZONE);

    assertThat(below.starts()).containsExactly(0L, (long) ZONE);
    below.end(0, Status.SUCCESS);
    loop.runReady();
    assertThat(below.starts()).containsExactly((long) ZONE, 2L);
    below.end(1, Status.SUCCESS);
    loop.runReady();
    assertThat(below.starts()).containsExactly((long) ZONE, 4L);
    below.end(1, Status.SUCCESS);
    assertThat(completed).hasSize(3);
    assertThat(completed.getLast().result).isEqualTo(4);
  }

  @Test
  void aWriteThatComesWhileOthersWaitDoesNotOvertakeThem() {
    write(0);
    Host second = write(2);
    below.end(0, Status.SUCCESS);
    // The zone is free now, but who waits has not been told yet.
    Host third = write(4);
    loop.runReady();
    below.endAll();
    loop.runReady();
    below.endAll();

    assertThat(completed).hasSize(3);
    assertThat(List.of(second.status, third.status)).containsOnly(OptionalInt.of(Status.SUCCESS));
  }

  @Test
  void aResetWaitsForTheWriteBeforeItAndTheWriteBehindForIt() {
    write(0);
    Host reset = reset(0);
    Host again = write(0);
    assertThat(below.starts()).containsExactly(0L);

    below.end(0, Status.SUCCESS);
    loop.runReady();
    assertThat(below.opcodes()).containsExactly(NvmOpcode.DATASET_MANAGEMENT);
    below.endAll();
    loop.runReady();
    assertThat(reset.status).hasValue(Status.SUCCESS);
    assertThat(below.starts()).containsExactly(0L);
    below.endAll();
    assertThat(again.status).hasValue(Status.SUCCESS);
  }

  @Test
  void aResetOfAllZonesWaitsForEveryWriteAndHoldsUpTheNext() {
    write(0);
    write(ZONE);
    Host all = submit(ZoneManagementSend.all(ZoneSendAction.RESET)::encode);
    Host next = write(ZONE * 2);
    assertThat(below.starts()).hasSize(2);
    below.end(0, Status.SUCCESS);
    loop.runReady();
    assertThat(below.starts()).containsExactly((long) ZONE);
    below.endAll();
    for (int i = 0; i < 4; i++) {
      loop.runReady();
      below.endAll();
    }
    assertThat(all.status).hasValue(Status.SUCCESS);
    assertThat(next.status).hasValue(Status.SUCCESS);
  }

  @Test
  void aWriteThatFailedBelowLeavesTheWritePointerWhereItWas() {
    Host failed = write(0);
    below.end(0, Status.WRITE_FAULT);
    Host wrong = write(2);
    Host right = write(0);
    below.endAll();

    assertThat(failed.status).hasValue(Status.WRITE_FAULT);
    assertThat(wrong.status).hasValue(Status.ZONE_INVALID_WRITE);
    assertThat(right.status).hasValue(Status.SUCCESS);
  }

  @Test
  void aWaitingCommandIsAbortedAtOnceAndOneBelowThere() {
    Host first = write(0);
    Host second = write(2);
    Host third = write(0);
    queue.abort(second);
    assertThat(second.status).hasValue(Status.ABORT_REQUESTED);
    queue.abort(first);
    assertThat(first.status).hasValue(Status.ABORT_REQUESTED);
    loop.runReady();
    below.endAll();
    assertThat(third.status).hasValue(Status.SUCCESS);
  }

  @Test
  void aClosedQueueEndsEverythingAndFreesTheZonesForOthers() {
    CommandQueue other = namespace.open(loop, 4);
    Host held = write(0);
    Host waiting = write(2);
    Host elsewhere = new Host(0, sqe -> sqe.opcode(NvmOpcode.WRITE).slba(0).blocks(2));
    other.submit(elsewhere);
    queue.close();
    assertThat(waiting.status).hasValue(Status.ABORTED_SQ_DELETION);
    below.endAll();
    loop.runReady();
    assertThat(held.status).isPresent();
    below.endAll();
    assertThat(elsewhere.status).isPresent();
    assertThat(write(0).status).hasValue(Status.ABORTED_SQ_DELETION);
    other.close();
  }

  @Test
  void whateverHappensEveryCommandEndsOnce() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Host> all = new ArrayList<>();
      for (int i = 0; i < DEPTH; i++) {
        long zone = random.nextInt(3) * (long) ZONE;
        all.add(
            switch (random.nextInt(6)) {
              case 0 -> reset(zone);
              case 1 -> submit(ZoneManagementSend.all(ZoneSendAction.RESET)::encode);
              case 2 -> write(zone);
              default -> append(zone);
            });
        if (random.nextInt(3) == 0) {
          queue.abort(all.get(random.nextInt(all.size())));
        }
        if (random.nextInt(2) == 0 && !below.waiting.isEmpty()) {
          below.end(
              random.nextInt(below.waiting.size()),
              random.nextInt(4) == 0 ? Status.WRITE_FAULT : Status.SUCCESS);
        }
        if (random.nextInt(3) == 0) {
          loop.runReady();
        }
      }
      for (int i = 0; i < 10 * DEPTH; i++) {
        below.endAll();
        loop.runReady();
      }
      assertThat(all).as("seed %d", seed).allMatch(host -> host.status.isPresent());
      assertThat(below.mostOfAZone).isEqualTo(1);
    }
  }

  /** A namespace whose commands wait until they are ended. */
  private static final class Slow implements Namespace {
    private final List<Command> waiting = new ArrayList<>();
    private int openQueues;
    private int mostOfAZone;
    private boolean closed;

    List<Long> starts() {
      return waiting.stream().map(command -> command.sqe().slba()).toList();
    }

    List<Integer> opcodes() {
      return waiting.stream().map(command -> command.sqe().opcode()).toList();
    }

    void end(int which, int status) {
      waiting.remove(which).complete(status, 0);
    }

    void endAll() {
      List.copyOf(waiting)
          .forEach(
              command -> {
                if (waiting.remove(command)) {
                  command.complete(Status.SUCCESS, 0);
                }
              });
    }

    private void look() {
      long[] zones = new long[8];
      for (Command command : waiting) {
        if (command.sqe().opcode() == NvmOpcode.WRITE) {
          zones[(int) (command.sqe().slba() / ZONE)]++;
        }
      }
      for (long count : zones) {
        mostOfAZone = Math.max(mostOfAZone, (int) count);
      }
    }

    @Override
    public NamespaceGeometry geometry() {
      return new NamespaceGeometry(512, 8 * ZONE, false, false, true, 1, 1, 1, 1);
    }

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH));
    }

    @Override
    public String description() {
      return "slow";
    }

    @Override
    public AccessPath access() {
      return new AccessPath("mem", "emu", "none", "none");
    }

    @Override
    public CommandQueue open(Loop on, int depth) {
      openQueues++;
      return new CommandQueue() {
        private final List<Command> own = new ArrayList<>();
        private boolean over;

        @Override
        public void submit(Command command) {
          if (over) {
            command.complete(Status.ABORTED_SQ_DELETION, 0);
            return;
          }
          own.add(command);
          waiting.add(command);
          look();
        }

        @Override
        public void flush() {
          // Everything begins at once.
        }

        @Override
        public void abort(Command command) {
          if (waiting.remove(command)) {
            command.complete(Status.ABORT_REQUESTED, 0);
          }
        }

        @Override
        public void close() {
          over = true;
          openQueues--;
          List.copyOf(own).forEach(this::abort);
        }
      };
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
