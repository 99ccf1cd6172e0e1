package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The NVM Set List data structure, CNS 04h, 4096 bytes (NVMe Base 2.1, 5.1.13): the NVM sets of a
 * controller that supports them, in ascending order of their identifiers.
 *
 * @param sets at most 31 sets
 */
public record NvmSetList(List<NvmSet> sets) {
  /** Size on the wire. */
  public static final int BYTES = 4096;

  /** Most sets in one list. */
  public static final int MAX_ENTRIES = 31;

  private static final int FIRST_ENTRY = 128;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("NVM Set List", BYTES)
          .field("NUMID", 0, 1)
          .reserved(1, FIRST_ENTRY - 1)
          .fields("Entry", FIRST_ENTRY, NvmSet.BYTES, MAX_ENTRIES)
          .build();

  /** Checks the number. */
  public NvmSetList {
    sets = List.copyOf(sets);
    if (sets.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          sets.size() + " NVM sets do not fit in a list of " + MAX_ENTRIES);
    }
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them.
   *
   * @throws MalformedException if there are fewer bytes or the number of sets cannot be
   */
  public static NvmSetList decode(ByteBuffer source) {
    LAYOUT.requireRemaining(source);
    ByteBuffer bytes = source.slice(source.position(), BYTES);
    int count = bytes.get(0) & 0xFF;
    if (count > MAX_ENTRIES) {
      throw new MalformedException(
          LAYOUT.name(), "NUMID", 0, "is " + count + ", at most " + MAX_ENTRIES + " fit");
    }
    source.position(source.position() + BYTES);
    bytes.position(FIRST_ENTRY);
    List<NvmSet> sets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sets.add(NvmSet.decode(bytes));
    }
    return new NvmSetList(sets);
  }

  /** Writes 4096 bytes at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.put(0, (byte) sets.size()).position(FIRST_ENTRY);
    sets.forEach(set -> set.encode(bytes));
    target.put(bytes.clear());
  }
}
