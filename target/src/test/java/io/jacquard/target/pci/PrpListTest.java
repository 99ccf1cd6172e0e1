package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PRP entries and lists, entry by entry (NVMe Base 2.1, 4.3.1). */
class PrpListTest {
  private static final long DATA = 0x100_0000;
  private static final long GUARD = 0xDEAD000;
  private static final int PAGE = 4096;

  private final FakeMemory space = new FakeMemory();
  private final DmaMemory memory = allocate();
  private final PrpList list = new PrpList(memory, PAGE);

  private DmaMemory allocate() {
    try {
      return space.allocate(PrpList.BYTES, PrpList.BYTES);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Long> entries(int count) {
    ByteBuffer bytes = memory.buffer();
    List<Long> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(bytes.getLong(i * Long.BYTES));
    }
    return entries;
  }

  @Test
  void dataWithinOnePageNeedsOneEntry() {
    assertThat(list.second(DATA, 1)).isZero();
    assertThat(list.second(DATA, PAGE)).isZero();
    assertThat(list.second(DATA + 4092, 4)).isZero();
    assertThat(list.second(DATA + 512, 3584)).isZero();
    assertThat(entries(1)).containsExactly(0L);
  }

  @Test
  void dataInTwoPagesNeedsTwoEntries() {
    assertThat(list.second(DATA, PAGE + 1)).isEqualTo(DATA + PAGE);
    assertThat(list.second(DATA, 2 * PAGE)).isEqualTo(DATA + PAGE);
    assertThat(list.second(DATA + 4, PAGE)).isEqualTo(DATA + PAGE);
    assertThat(list.second(DATA + 4092, 8)).isEqualTo(DATA + PAGE);
    assertThat(entries(1)).containsExactly(0L);
  }

  @Test
  void dataInMorePagesNeedsAListOfAllButTheFirst() {
    assertThat(list.second(DATA, 2 * PAGE + 1)).isEqualTo(memory.deviceAddress());
    assertThat(entries(3)).containsExactly(DATA + PAGE, DATA + 2 * PAGE, 0L);
    assertThat(list.second(DATA + 4, 3 * PAGE)).isEqualTo(memory.deviceAddress());
    assertThat(entries(4)).containsExactly(DATA + PAGE, DATA + 2 * PAGE, DATA + 3 * PAGE, 0L);
    assertThat(list.second(DATA + 4092, 2 * PAGE)).isEqualTo(memory.deviceAddress());
    assertThat(entries(2)).containsExactly(DATA + PAGE, DATA + 2 * PAGE);
  }

  @Test
  void theLargestDataFillsTheListToItsEnd() {
    assertThat(list.second(DATA + 4, PrpList.most(PAGE))).isEqualTo(memory.deviceAddress());
    List<Long> all = entries(PrpList.ENTRIES);
    for (int i = 0; i < PrpList.ENTRIES; i++) {
      assertThat(all.get(i)).isEqualTo(DATA + (i + 1L) * PAGE);
    }
  }

  @Test
  void largerPagesAreCountedInTheirSize() {
    PrpList large = new PrpList(memory, 16 * PAGE);
    assertThat(large.second(DATA + PAGE, 15 * PAGE)).isZero();
    assertThat(large.second(DATA + PAGE, 16 * PAGE)).isEqualTo(DATA + 16 * PAGE);
    assertThat(large.second(DATA + PAGE, 40 * PAGE)).isEqualTo(memory.deviceAddress());
    assertThat(entries(3)).containsExactly(DATA + 16 * PAGE, DATA + 32 * PAGE, 0L);
  }

  @Test
  void whatACommandMightMoveBeyondItsDataGoesNowhere() {
    list.second(0x900_0000, PrpList.most(PAGE));
    assertThat(list.sealed(DATA, 3 * PAGE, GUARD)).isEqualTo(memory.deviceAddress());
    assertThat(entries(2)).containsExactly(DATA + PAGE, DATA + 2 * PAGE);
    assertThat(entries(PrpList.ENTRIES).subList(2, PrpList.ENTRIES - 1))
        .allSatisfy(entry -> assertThat(entry).isEqualTo(GUARD));
    assertThat(list.sealed(DATA, 100, GUARD)).isEqualTo(memory.deviceAddress());
    assertThat(entries(PrpList.ENTRIES - 1)).allSatisfy(e -> assertThat(e).isEqualTo(GUARD));
    assertThat(entries(PrpList.ENTRIES).getLast())
        .as("a longer list would go on with itself")
        .isEqualTo(memory.deviceAddress());
  }

  @Test
  void dataThatWouldLieInTwoPagesIsPlacedInThree() {
    long start = PrpList.sealedStart(DATA, 2 * PAGE, PAGE);
    assertThat(start).isEqualTo(DATA + PAGE - 4);
    assertThat(list.sealed(start, 2 * PAGE, GUARD)).isEqualTo(memory.deviceAddress());
    assertThat(entries(3)).containsExactly(DATA + PAGE, DATA + 2 * PAGE, GUARD);
    assertThat(PrpList.sealedStart(DATA, PAGE, PAGE)).isEqualTo(DATA);
    assertThat(PrpList.sealedStart(DATA, 2 * PAGE + 1, PAGE)).isEqualTo(DATA);
    assertThat(PrpList.sealable(PAGE, PAGE)).isTrue();
    assertThat(PrpList.sealable(PAGE + 4, PAGE)).isFalse();
    assertThat(PrpList.sealable(PAGE + 5, PAGE)).isTrue();
    assertThat(PrpList.pages(PrpList.sealedStart(DATA, PAGE + 5, PAGE), PAGE + 5, PAGE))
        .isEqualTo(3);
  }
}
