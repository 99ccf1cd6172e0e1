package io.jacquard.nvme.transport.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutstandingCommandsTest {
  private static final CommandCounts COUNTS = new CommandCounts();

  private static final class Slot extends OutstandingCommand {
    Slot(int index) {
      super(index);
    }
  }

  /** A caller's command that remembers how it completed. */
  private static final class Caller extends Command {
    int completedWith = -1;

    Caller() {
      super(0, COUNTS);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.READY);
      moveTo(CommandState.EXECUTING);
    }

    @Override
    protected void onComplete(int status, long result) {
      completedWith = status;
    }
  }

  @Test
  void aCidIsAwaitedFromItsBeginningToItsAnswer() {
    OutstandingCommands<Slot> commands = new OutstandingCommands<>(3, Slot::new);
    Slot slot = commands.begin(new Caller());
    int cid = slot.cid();
    assertThat(commands.awaits(cid)).isTrue();
    assertThat(commands.get(cid)).isSameAs(slot);
    slot.answer(Status.SUCCESS, 5);
    assertThat(commands.awaits(cid)).isFalse();
    commands.end(slot);
    assertThat(commands.awaits(cid)).isFalse();
    assertThat(commands.available()).isEqualTo(3);
  }

  @Test
  void whateverCidAControllerSendsOnlyThoseInFlightAreAwaited() {
    for (int capacity : new int[] {1, 2, 3, 127, 128, 1023, 65535}) {
      OutstandingCommands<Slot> commands = new OutstandingCommands<>(capacity, Slot::new);
      Set<Integer> inFlight = new HashSet<>();
      List<Slot> slots = new ArrayList<>();
      Random random = new Random(capacity);
      for (int i = 0; i < 2000; i++) {
        if (commands.available() > 0 && random.nextBoolean()) {
          Slot slot = commands.begin(new Caller());
          slots.add(slot);
          assertThat(inFlight.add(slot.cid())).as("CID %d is used once", slot.cid()).isTrue();
        } else if (!slots.isEmpty()) {
          Slot slot = slots.remove(random.nextInt(slots.size()));
          inFlight.remove(slot.cid());
          commands.end(slot);
        }
      }
      for (int cid = 0; cid <= 0xFFFF; cid++) {
        assertThat(commands.awaits(cid)).isEqualTo(inFlight.contains(cid));
      }
    }
  }

  @Test
  void aSlotThatIsUsedAgainHasAnotherCid() {
    OutstandingCommands<Slot> commands = new OutstandingCommands<>(1, Slot::new);
    Slot slot = commands.begin(new Caller());
    int first = slot.cid();
    commands.end(slot);
    assertThat(commands.begin(new Caller()).cid()).isNotEqualTo(first);
    assertThat(commands.awaits(first)).isFalse();
  }

  @Test
  void noMoreCommandsBeginThanThereIsRoomFor() {
    OutstandingCommands<Slot> commands = new OutstandingCommands<>(2, Slot::new);
    commands.begin(new Caller());
    commands.begin(new Caller());
    Caller third = new Caller();
    assertThatThrownBy(() -> commands.begin(third))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("more than 2 commands in flight");
  }

  @Test
  void anAbandonedCommandHasCompletedButItsCidStaysInUse() {
    OutstandingCommands<Slot> commands = new OutstandingCommands<>(2, Slot::new);
    Caller caller = new Caller();
    Slot slot = commands.begin(caller);
    assertThat(commands.cidOf(caller)).isEqualTo(slot.cid());
    slot.abandon(Status.COMMAND_ABORTED_BY_HOST);
    assertThat(caller.completedWith).isEqualTo(Status.COMMAND_ABORTED_BY_HOST);
    assertThat(commands.cidOf(caller)).isEqualTo(-1);
    assertThat(commands.awaits(slot.cid())).isTrue();
    assertThat(commands.available()).isEqualTo(1);
  }

  @Test
  void atTheEndAllCompleteEvenIfOneOwnerFails() {
    OutstandingCommands<Slot> commands = new OutstandingCommands<>(4, Slot::new);
    Caller abandoned = new Caller();
    Slot first = commands.begin(abandoned);
    first.abandon(Status.COMMAND_ABORTED_BY_HOST);
    Caller failing = new Caller();
    failing.beforeCompletion(
        (command, status, result) -> {
          throw new IllegalStateException("this owner fails, as the test wants");
        });
    commands.begin(failing);
    Caller last = new Caller();
    commands.begin(last);
    List<Slot> released = new ArrayList<>();
    commands.endAll(released::add);
    assertThat(released).hasSize(3).contains(first);
    assertThat(last.completedWith).isEqualTo(Status.HOST_PATHING_ERROR);
    assertThat(abandoned.completedWith).isEqualTo(Status.COMMAND_ABORTED_BY_HOST);
  }
}
