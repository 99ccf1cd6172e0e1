package io.jacquard.target.namespace;

import static io.jacquard.nvme.zone.ZoneState.CLOSED;
import static io.jacquard.nvme.zone.ZoneState.EMPTY;
import static io.jacquard.nvme.zone.ZoneState.EXPLICITLY_OPENED;
import static io.jacquard.nvme.zone.ZoneState.FULL;
import static io.jacquard.nvme.zone.ZoneState.IMPLICITLY_OPENED;
import static io.jacquard.target.namespace.ZoneTableTest.ACTIONS;
import static io.jacquard.target.namespace.ZoneTableTest.CAPACITY;
import static io.jacquard.target.namespace.ZoneTableTest.ZONE;
import static io.jacquard.target.namespace.ZoneTableTest.checkCounts;
import static io.jacquard.target.namespace.ZoneTableTest.table;
import static io.jacquard.target.namespace.ZoneTableTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ZoneModelTest {
  /** Any sequence of commands keeps to the limits and agrees with a plain model. */
  @Test
  void randomCommandsAgreeWithAModel() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int maxActive = random.nextInt(5);
      int maxOpen = maxActive == 0 ? random.nextInt(4) : random.nextInt(maxActive + 1);
      new Model(8, maxOpen, maxActive).run(random, "seed " + seed);
    }
  }

  /** The state machine said once more, as plainly as possible. */
  private static final class Model {
    private final ZoneTable table;
    private final ZoneState[] states;
    private final int[] written;
    private final int maxOpen;
    private final int maxActive;
    private final Deque<Integer> implicit = new ArrayDeque<>();

    Model(int zones, int maxOpen, int maxActive) {
      this.table = table(zones, maxOpen, maxActive);
      this.states = new ZoneState[zones];
      this.written = new int[zones];
      this.maxOpen = maxOpen;
      this.maxActive = maxActive;
      java.util.Arrays.fill(states, EMPTY);
    }

    void run(Random random, String name) {
      for (int i = 0; i < 400; i++) {
        int zone = random.nextInt(states.length);
        int choice = random.nextInt(10);
        int status;
        boolean expected;
        if (choice < 5) {
          int blocks = 1 + random.nextInt(6);
          status = write(table, zone, blocks);
          expected = writes(zone, blocks);
        } else {
          int action = ACTIONS[random.nextInt(4)];
          status = table.act(action, zone);
          expected = acts(action, zone);
        }
        assertThat(status == Status.SUCCESS).as("%s, step %d", name, i).isEqualTo(expected);
        for (int z = 0; z < states.length; z++) {
          assertThat(table.state(z)).as("%s, step %d, zone %d", name, i, z).isEqualTo(states[z]);
          assertThat(table.writePointer(z)).isEqualTo(z * ZONE + written[z]);
        }
        checkCounts(table);
        assertThat(maxOpen == 0 || table.openZones() <= maxOpen).isTrue();
        assertThat(maxActive == 0 || table.activeZones() <= maxActive).isTrue();
      }
    }

    private boolean writes(int zone, int blocks) {
      if (states[zone] == FULL || written[zone] + blocks > CAPACITY) {
        return false;
      }
      if (!states[zone].isOpen() && !room(zone)) {
        return false;
      }
      if (!states[zone].isOpen()) {
        to(zone, IMPLICITLY_OPENED);
      }
      written[zone] += blocks;
      if (written[zone] == CAPACITY) {
        to(zone, FULL);
      }
      return true;
    }

    private boolean acts(int action, int zone) {
      ZoneState now = states[zone];
      switch (action) {
        case ZoneSendAction.OPEN -> {
          if (now == FULL || (!now.isOpen() && !room(zone))) {
            return false;
          }
          to(zone, EXPLICITLY_OPENED);
        }
        case ZoneSendAction.CLOSE -> {
          if (!now.isActive()) {
            return false;
          }
          to(zone, CLOSED);
        }
        case ZoneSendAction.FINISH -> {
          written[zone] = CAPACITY;
          to(zone, FULL);
        }
        default -> {
          written[zone] = 0;
          to(zone, EMPTY);
        }
      }
      return true;
    }

    private boolean room(int zone) {
      long active = Stream.of(states).filter(ZoneState::isActive).count();
      long open = Stream.of(states).filter(ZoneState::isOpen).count();
      if (!states[zone].isActive() && maxActive > 0 && active >= maxActive) {
        return false;
      }
      if (maxOpen > 0 && open >= maxOpen) {
        if (implicit.isEmpty()) {
          return false;
        }
        to(implicit.getFirst(), CLOSED);
      }
      return true;
    }

    private void to(int zone, ZoneState next) {
      implicit.remove(zone);
      states[zone] = next;
      if (next == IMPLICITLY_OPENED) {
        implicit.add(zone);
      }
    }
  }
}
