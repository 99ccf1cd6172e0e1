package io.jacquard.nvme.linux;

/**
 * A range of I/O virtual addresses: what devices behind an IOMMU may be given as address.
 *
 * @param first its first address
 * @param last its last address, inclusive, at or above {@code first}; both unsigned
 */
public record IovaRange(long first, long last) {

  /** Checks the order. */
  public IovaRange {
    if (Long.compareUnsigned(first, last) > 0) {
      throw new IllegalArgumentException(
          "a range from " + Long.toHexString(first) + " to " + Long.toHexString(last));
    }
  }
}
