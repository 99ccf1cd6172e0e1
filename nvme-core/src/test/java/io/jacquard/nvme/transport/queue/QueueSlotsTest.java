package io.jacquard.nvme.transport.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueSlotsTest {
  private int made;
  private final QueueSlots<Integer> slots = new QueueSlots<>(2, this::make);

  private Integer make(int index) {
    made++;
    return index;
  }

  @Test
  void aSlotIsMadeOnFirstNeedAndUsedAgain() {
    assertThat(slots.has(0)).isFalse();
    for (int i = 0; i < 10; i++) {
      slots.giveBack(slots.take());
    }
    assertThat(made).isEqualTo(1);
    assertThat(slots.has(0)).isTrue();
    assertThat(slots.has(1)).isFalse();
    assertThat(slots.has(2)).isFalse();
  }

  @Test
  void growingKeepsWhatIsInFlightAndAddsTheRest() {
    Integer before = slots.take();
    slots.grow(5);
    slots.grow(3);
    assertThat(slots.capacity()).isEqualTo(5);
    assertThat(slots.inUse()).isEqualTo(1);
    Set<Integer> all = new HashSet<>(Set.of(before));
    while (slots.available() > 0) {
      assertThat(all.add(slots.take())).isTrue();
    }
    assertThat(all).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }
}
