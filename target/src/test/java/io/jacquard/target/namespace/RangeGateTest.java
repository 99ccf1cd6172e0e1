package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class RangeGateTest {
  private static final int UNIT_SHIFT = 12;
  private static final int UNIT = 1 << UNIT_SHIFT;
  private static final int STRIPES = 16;

  private final AtomicInteger freed = new AtomicInteger();
  private final RangeGate gate = new RangeGate(UNIT_SHIFT, STRIPES, freed::incrementAndGet);

  private RangeHold ask(long offset, long length, boolean exclusive) {
    RangeHold hold = new RangeHold();
    gate.ask(hold, offset, length, exclusive);
    return hold;
  }

  @Test
  void readersShareAndAWriterIsAlone() {
    RangeHold reader = ask(0, UNIT, false);
    RangeHold other = ask(0, UNIT, false);
    RangeHold writer = ask(0, UNIT, true);
    assertThat(gate.acquire(reader)).isTrue();
    assertThat(gate.acquire(other)).isTrue();
    assertThat(gate.acquire(writer)).isFalse();
    gate.release(reader);
    assertThat(freed).hasValue(0);
    gate.release(other);
    assertThat(freed).hasValue(1);
    assertThat(gate.acquire(writer)).isTrue();
    assertThat(gate.acquire(other)).isFalse();
    gate.release(writer);
    assertThat(freed).hasValue(2);
    assertThat(gate.acquire(other)).isTrue();
  }

  @Test
  void aWaitingWriterKeepsNewReadersOutUntilItGivesUp() {
    RangeHold reader = ask(0, UNIT, false);
    RangeHold writer = ask(0, UNIT, true);
    RangeHold late = ask(0, UNIT, false);
    assertThat(gate.acquire(reader)).isTrue();
    assertThat(gate.acquire(writer)).isFalse();
    assertThat(gate.acquire(late)).isFalse();
    gate.release(writer);
    assertThat(freed).as("the late reader is called").hasValue(1);
    assertThat(gate.acquire(late)).isTrue();
  }

  @Test
  void rangesThatDoNotMeetDoNotWait() {
    RangeHold first = ask(0, 3 * UNIT, true);
    RangeHold second = ask(3 * UNIT, 3 * UNIT, true);
    RangeHold meeting = ask(3 * UNIT - 1, 1, true);
    assertThat(gate.acquire(first)).isTrue();
    assertThat(gate.acquire(second)).isTrue();
    assertThat(gate.acquire(meeting)).isFalse();
    gate.release(first);
    assertThat(gate.acquire(meeting)).isTrue();
  }

  @Test
  void aRangeGoesRoundTheEndOfTheStripesAndALargeOneTakesAll() {
    RangeHold round = ask((STRIPES - 2L) * UNIT, 4 * UNIT, true);
    assertThat(gate.acquire(round)).isTrue();
    for (int i = 0; i < STRIPES; i++) {
      RangeHold one = ask((long) i * UNIT, UNIT, false);
      assertThat(gate.acquire(one)).as("stripe %d", i).isEqualTo(i >= 2 && i < STRIPES - 2);
      gate.release(one);
    }
    gate.release(round);
    RangeHold all = ask(5 * UNIT, 1000L * UNIT, true);
    assertThat(gate.acquire(all)).isTrue();
    RangeHold one = ask(0, 1, false);
    assertThat(gate.acquire(one)).isFalse();
    gate.release(all);
    assertThat(gate.acquire(one)).isTrue();
  }

  @Test
  void anIncompleteHoldGivesBackWhatItHas() {
    RangeHold blocking = ask(2 * UNIT, UNIT, true);
    RangeHold partial = ask(0, 4 * UNIT, true);
    assertThat(gate.acquire(blocking)).isTrue();
    assertThat(gate.acquire(partial)).isFalse();
    RangeHold other = ask(0, UNIT, true);
    assertThat(gate.acquire(other)).isFalse();
    gate.release(partial);
    assertThat(freed).hasValue(1);
    assertThat(gate.acquire(other)).isTrue();
    gate.release(blocking);
  }

  @Test
  void threadsThatTakeRandomRangesNeverMeet() throws Exception {
    AtomicIntegerArray owners = new AtomicIntegerArray(64);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Random random = new Random(i);
        all.add(threads.submit(() -> takeAndLook(random, owners)));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    }
    for (int i = 0; i < owners.length(); i++) {
      assertThat(owners.get(i)).isZero();
    }
  }

  /** A writer adds 1000 to each unit of its range, a reader 1: two at once would be seen. */
  private boolean takeAndLook(Random random, AtomicIntegerArray owners) {
    RangeHold hold = new RangeHold();
    for (int i = 0; i < 20_000; i++) {
      int from = random.nextInt(60);
      int count = 1 + random.nextInt(4);
      boolean exclusive = random.nextInt(3) == 0;
      gate.ask(hold, (long) from * UNIT, (long) count * UNIT, exclusive);
      while (!gate.acquire(hold)) {
        LockSupport.parkNanos(1);
      }
      int mine = exclusive ? 1000 : 1;
      for (int unit = from; unit < from + count; unit++) {
        int before = owners.getAndAdd(unit, mine);
        if (exclusive ? before != 0 : before >= 1000) {
          return false;
        }
      }
      for (int unit = from; unit < from + count; unit++) {
        owners.addAndGet(unit, -mine);
      }
      gate.release(hold);
    }
    return true;
  }
}
