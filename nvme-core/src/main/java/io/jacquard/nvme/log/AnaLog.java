package io.jacquard.nvme.log;

import io.jacquard.nvme.wire.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The Asymmetric Namespace Access log, LID 0Ch (NVMe Base 2.1, 5.1.12).
 *
 * @param changeCount counts changes of the log
 * @param groups at most 65535, in ascending order of their identifiers
 */
public record AnaLog(long changeCount, List<AnaGroup> groups) {
  /** Size of the header in bytes. */
  public static final int HEADER_BYTES = 16;

  /** Log Specific Field bit 0 of Get Log Page, Return Groups Only: no namespace identifiers. */
  public static final int LSP_GROUPS_ONLY = 1;

  /** The header. */
  public static final Layout HEADER =
      Layout.of("ANA Log Header", HEADER_BYTES)
          .field("CHGC", 0, 8)
          .field("NAGD", 8, 2)
          .reserved(10, 6)
          .build();

  /** Checks the number of groups. */
  public AnaLog {
    groups = List.copyOf(groups);
    if (groups.size() > 0xFFFF) {
      throw new IllegalArgumentException(groups.size() + " ANA groups do not fit the log");
    }
  }

  /**
   * Reads a whole log from the buffer's position and moves it behind it.
   *
   * @throws io.jacquard.nvme.wire.MalformedException if there are fewer bytes than the log
   *     announces, or a group has a reserved state
   */
  public static AnaLog decode(ByteBuffer source) {
    HEADER.requireRemaining(source);
    ByteBuffer header = source.slice(source.position(), HEADER_BYTES);
    header.order(ByteOrder.LITTLE_ENDIAN);
    source.position(source.position() + HEADER_BYTES);
    int count = header.getShort(8) & 0xFFFF;
    List<AnaGroup> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(AnaGroup.decode(source));
    }
    return new AnaLog(header.getLong(0), groups);
  }

  /** Size on the wire in bytes. */
  public int bytes(boolean groupsOnly) {
    return HEADER_BYTES
        + groups.stream().mapToInt(g -> groupsOnly ? AnaGroup.HEADER_BYTES : g.bytes()).sum();
  }

  /** Writes the whole log at the buffer's position and moves it behind it. */
  public void encode(ByteBuffer target, boolean groupsOnly) {
    ByteBuffer bytes = ByteBuffer.allocate(bytes(groupsOnly)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(changeCount).putShort((short) groups.size()).put(new byte[6]);
    groups.forEach(group -> group.encode(bytes, groupsOnly));
    target.put(bytes.flip());
  }
}
