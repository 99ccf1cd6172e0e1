package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Addresses that are handed out do not overlap, keep their alignment, and come back. */
class AddressRangesTest {

  @Test
  void takesTheFirstThatFitsWithItsAlignment() {
    AddressRanges ranges = new AddressRanges();
    ranges.add(0x1000, 0x3000);
    ranges.add(0x10000, 0x10000);
    assertThat(ranges.take(0x1000, 0x2000)).hasValue(0x2000);
    assertThat(ranges.take(0x1000, 0x1000)).hasValue(0x1000);
    assertThat(ranges.take(0x2000, 0x1000)).hasValue(0x10000);
    assertThat(ranges.take(0x10000, 0x1000)).isEqualTo(OptionalLong.empty());
    ranges.add(0x10000, 0x2000);
    assertThat(ranges.take(0x10000, 0x10000)).hasValue(0x10000);
  }

  @Test
  void whatIsFreeCannotBeAddedAgain() {
    AddressRanges ranges = new AddressRanges();
    ranges.add(0x1000, 0x1000);
    assertThatThrownBy(() -> ranges.add(0x1000, 0x1000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverGivesAnAddressTwiceAndGetsWholeAgain() {
    Random random = new Random(7);
    AddressRanges ranges = new AddressRanges();
    ranges.add(0x10000, 0x100000);
    TreeMap<Long, Long> taken = new TreeMap<>();
    for (int i = 0; i < 5000; i++) {
      if (random.nextBoolean() && !taken.isEmpty()) {
        Map.Entry<Long, Long> one = random.nextBoolean() ? taken.firstEntry() : taken.lastEntry();
        taken.remove(one.getKey());
        ranges.add(one.getKey(), one.getValue());
      } else {
        long bytes = (1 + random.nextInt(16)) * 0x1000L;
        long alignment = 0x1000L << random.nextInt(3);
        ranges.take(bytes, alignment).ifPresent(at -> check(taken, at, bytes, alignment));
      }
    }
    taken.forEach(ranges::add);
    assertThat(ranges.take(0x100000, 0x1000)).hasValue(0x10000);
  }

  private static void check(TreeMap<Long, Long> taken, long at, long bytes, long alignment) {
    assertThat(at % alignment).isZero();
    assertThat(at).isBetween(0x10000L, 0x110000L - bytes);
    Map.Entry<Long, Long> before = taken.floorEntry(at);
    assertThat(before == null || before.getKey() + before.getValue() <= at).isTrue();
    Long after = taken.higherKey(at);
    assertThat(after == null || after >= at + bytes).isTrue();
    taken.put(at, bytes);
  }
}
