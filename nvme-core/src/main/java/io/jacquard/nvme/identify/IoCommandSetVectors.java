package io.jacquard.nvme.identify;

import io.jacquard.nvme.wire.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The Identify I/O Command Set data structure, CNS 1Ch, 4096 bytes (NVMe Base 2.1, 5.1.13): the
 * combinations of I/O command sets that a controller can enable together. A host selects one by its
 * index with the I/O Command Set Profile feature.
 *
 * @param vectors at most 512 combinations, none 0; bit n is command set n, see {@link
 *     CommandSetIdentifier}
 */
public record IoCommandSetVectors(List<Long> vectors) {
  /** Size on the wire. */
  public static final int BYTES = 4096;

  /** Most combinations. */
  public static final int MAX_ENTRIES = BYTES / 8;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("Identify I/O Command Set", BYTES).fields("IOCSC", 0, 8, MAX_ENTRIES).build();

  /** The one combination of a controller that has the NVM and Zoned Namespace command sets. */
  public static final IoCommandSetVectors NVM_AND_ZONED =
      new IoCommandSetVectors(
          List.of(1L << CommandSetIdentifier.NVM | 1L << CommandSetIdentifier.ZONED_NAMESPACE));

  /** Checks number and values. */
  public IoCommandSetVectors {
    vectors = List.copyOf(vectors);
    if (vectors.size() > MAX_ENTRIES || vectors.contains(0L)) {
      throw new IllegalArgumentException(
          vectors.size() + " combinations of I/O command sets are more than 512, or one is 0");
    }
  }

  /** Reads 4096 bytes from the buffer's position and moves it behind them; the first 0 ends. */
  public static IoCommandSetVectors decode(ByteBuffer source) {
    LAYOUT.requireRemaining(source);
    ByteBuffer bytes = source.slice(source.position(), BYTES).order(ByteOrder.LITTLE_ENDIAN);
    source.position(source.position() + BYTES);
    List<Long> vectors = new ArrayList<>();
    for (long vector; bytes.hasRemaining() && (vector = bytes.getLong()) != 0; ) {
      vectors.add(vector);
    }
    return new IoCommandSetVectors(vectors);
  }

  /** Writes 4096 bytes at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    vectors.forEach(bytes::putLong);
    target.put(bytes.clear());
  }
}
