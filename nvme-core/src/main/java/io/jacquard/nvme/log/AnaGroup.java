package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An ANA Group Descriptor of the {@link AnaLog} (NVMe Base 2.1, 5.1.12): 32 bytes and four for each
 * namespace.
 *
 * @param grpid ANA Group ID, not 0, unsigned
 * @param changeCount counts changes of this group
 * @param state the group's state on the controller that is asked
 * @param nsids the namespaces of the group in ascending order, unsigned
 */
public record AnaGroup(int grpid, long changeCount, AnaState state, List<Integer> nsids) {
  /** Size of a descriptor without its namespace identifiers. */
  public static final int HEADER_BYTES = 32;

  /** The start of each descriptor. */
  public static final Layout HEADER =
      Layout.of("ANA Group Descriptor", HEADER_BYTES)
          .field("AGID", 0, 4)
          .field("NNV", 4, 4)
          .field("CHGC", 8, 8)
          .field("AGST", 16, 1)
          .reserved(17, 15)
          .build();

  /** Checks the values. */
  public AnaGroup {
    Objects.requireNonNull(state, "state");
    nsids = List.copyOf(nsids);
    if (grpid == 0) {
      throw new IllegalArgumentException("ANA group 0 does not exist");
    }
  }

  /** Size on the wire with all namespace identifiers, in bytes. */
  public int bytes() {
    return HEADER_BYTES + 4 * nsids.size();
  }

  static AnaGroup decode(ByteBuffer source) {
    HEADER.requireRemaining(source);
    ByteBuffer header = source.slice(source.position(), HEADER_BYTES);
    header.order(ByteOrder.LITTLE_ENDIAN);
    source.position(source.position() + HEADER_BYTES);
    int grpid = header.getInt(0);
    long count = header.getInt(4) & 0xFFFF_FFFFL;
    if (grpid == 0) {
      throw new MalformedException(HEADER.name(), "AGID", 0, "is 0");
    }
    if (count > source.remaining() / 4) {
      throw new MalformedException(
          HEADER.name(), "NNV", 4, "is " + count + ", more than the log page holds");
    }
    int code = header.get(16) & 0xF;
    AnaState state =
        AnaState.ofCode(code)
            .orElseThrow(() -> new MalformedException(HEADER.name(), "AGST", 16, "is " + code));
    List<Integer> nsids = new ArrayList<>((int) count);
    for (long i = 0; i < count; i++) {
      nsids.add(Integer.reverseBytes(source.slice(source.position(), 4).getInt(0)));
      source.position(source.position() + 4);
    }
    return new AnaGroup(grpid, header.getLong(8), state, nsids);
  }

  /** Writes the descriptor into a little-endian buffer. */
  void encode(ByteBuffer target, boolean groupsOnly) {
    target.putInt(grpid).putInt(groupsOnly ? 0 : nsids.size()).putLong(changeCount);
    target.put((byte) state.code()).put(new byte[15]);
    if (!groupsOnly) {
      nsids.forEach(target::putInt);
    }
  }
}
