package io.jacquard.nvme.identify;

/**
 * An LBA format of Identify Namespace (NVM Command Set 1.1, 4.1.5.1, Figure "LBA Format").
 *
 * @param ms Metadata Size in bytes a block, 0 to 65535
 * @param lbads LBA Data Size, 2^n bytes, 0 to 255; below 9 the format is not available
 * @param rp Relative Performance, 0 best to 3 degraded
 */
public record LbaFormat(int ms, int lbads, int rp) {
  /** Checks that every value fits its field. */
  public LbaFormat {
    if (ms < 0 || ms > 0xFFFF || lbads < 0 || lbads > 0xFF || rp < 0 || rp > 3) {
      throw new IllegalArgumentException(
          "LBA format MS " + ms + " LBADS " + lbads + " RP " + rp + " does not fit its fields");
    }
  }

  /**
   * A format without metadata.
   *
   * @param blockSize bytes, a power of two from 512
   */
  public static LbaFormat ofBlockSize(int blockSize) {
    if (blockSize < 512 || Integer.bitCount(blockSize) != 1) {
      throw new IllegalArgumentException(
          "block size " + blockSize + " is not a power of two from 512");
    }
    return new LbaFormat(0, Integer.numberOfTrailingZeros(blockSize), 0);
  }

  /** Reads the descriptor; reserved bits are ignored. */
  public static LbaFormat decode(int dword) {
    return new LbaFormat(dword & 0xFFFF, dword >>> 16 & 0xFF, dword >>> 24 & 0x3);
  }

  /** The descriptor, 4 bytes. */
  public int encode() {
    return ms | lbads << 16 | rp << 24;
  }

  /** Bytes in a block, without metadata; 0 if the format is not available or above 2^30. */
  public int blockSize() {
    return lbads < 9 || lbads > 30 ? 0 : 1 << lbads;
  }
}
