package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A Namespace List of 4096 bytes (NVMe Base 2.1, 4.6 "List Data Structures"): up to 1024 NSIDs,
 * ended by a zero. The data of Identify CNS 02h, 07h, 10h and 1Ah and of the Changed Namespace List
 * log, LID 04h and 1Ch.
 *
 * @param nsids at most 1024 namespace identifiers, none 0, unsigned in ints
 */
public record NamespaceIdList(List<Integer> nsids) {
  /** Size on the wire. */
  public static final int BYTES = 4096;

  /** Most entries of a list. */
  public static final int MAX_ENTRIES = BYTES / 4;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("Namespace List", BYTES).fields("Identifier", 0, 4, MAX_ENTRIES).build();

  /** A changed list whose entries do not fit: its only entry is FFFFFFFFh. */
  public static final NamespaceIdList OVERFLOW = new NamespaceIdList(List.of(-1));

  /** Checks number and values. */
  public NamespaceIdList {
    nsids = List.copyOf(nsids);
    if (nsids.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(nsids.size() + " NSIDs do not fit a namespace list");
    }
    if (nsids.contains(0)) {
      throw new IllegalArgumentException("NSID 0 ends a namespace list, it cannot be in it");
    }
  }

  /** The changed namespaces, or {@link #OVERFLOW} if there are more than 1024. */
  public static NamespaceIdList ofChanged(List<Integer> nsids) {
    return nsids.size() > MAX_ENTRIES ? OVERFLOW : new NamespaceIdList(nsids);
  }

  /**
   * Reads 4096 bytes from the buffer's position and moves it behind them; what follows the first
   * zero is not looked at.
   */
  public static NamespaceIdList decode(ByteBuffer source) {
    LAYOUT.requireRemaining(source);
    ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    source.position(source.position() + BYTES);
    List<Integer> nsids = new ArrayList<>();
    for (int nsid; bytes.hasRemaining() && (nsid = bytes.getInt()) != 0; ) {
      nsids.add(nsid);
    }
    return new NamespaceIdList(nsids);
  }

  /** Writes 4096 bytes at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    nsids.forEach(bytes::putInt);
    target.put(bytes.clear());
  }
}
