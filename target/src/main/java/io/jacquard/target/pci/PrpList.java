package io.jacquard.target.pci;

import java.nio.ByteBuffer;

/**
 * The pages of one command's data as Physical Region Pages (NVMe Base 2.1, 4.3.1): PRP entry 1 is
 * where the data begins, PRP entry 2 the second page, or a list of all further pages. The list is
 * made once for each slot and has one page of 512 entries.
 */
final class PrpList {
  /** Bytes of a list. */
  static final int BYTES = 4096;

  /** Entries of a list. */
  static final int ENTRIES = BYTES / Long.BYTES;

  /** The least data at the end of a page: PRP entry 1 has a dword's address. */
  private static final int LEAST_IN_PAGE = 4;

  private final ByteBuffer list;
  private final long listAddress;
  private final int pageBytes;

  /**
   * A list.
   *
   * @param memory {@link #BYTES} in one memory page
   * @param pageBytes the controller's memory page (CC.MPS)
   */
  PrpList(DmaMemory memory, int pageBytes) {
    this.list = memory.buffer();
    this.listAddress = memory.deviceAddress();
    this.pageBytes = pageBytes;
  }

  /** The most data that fits wherever it begins, in bytes. */
  static long most(int pageBytes) {
    return (long) ENTRIES * pageBytes;
  }

  /** How many pages some data touches. */
  static int pages(long address, long length, int pageBytes) {
    long offset = address & pageBytes - 1;
    return (int) ((offset + length + pageBytes - 1) / pageBytes);
  }

  /**
   * Fills the list if it is needed.
   *
   * @param address of the data for the device, a multiple of 4; it goes to PRP entry 1
   * @param length in bytes, 1 to {@link #most}; the data is in one piece for the device
   * @return PRP entry 2
   */
  long second(long address, long length) {
    int pages = pages(address, length, pageBytes);
    long next = (address & -pageBytes) + pageBytes;
    if (pages == 1) {
      return 0;
    }
    if (pages == 2) {
      return next;
    }
    for (int i = 0; i < pages - 1; i++) {
      list.putLong(i * Long.BYTES, next);
      next += pageBytes;
    }
    return listAddress;
  }

  /**
   * Whether nobody needs to know how much data a command really moves, wherever that is placed:
   * what is little more than a page always lies in two, and the second PRP entry would be a page or
   * a list, as the controller sees it.
   */
  static boolean sealable(long length, int pageBytes) {
    return length <= pageBytes || length > pageBytes + LEAST_IN_PAGE;
  }

  /**
   * Where data has to begin, at or behind an address, so that it can be {@link #sealed}: with the
   * last dword of a page if it would lie in two pages otherwise.
   *
   * @param address a multiple of 4
   */
  static long sealedStart(long address, long length, int pageBytes) {
    return pages(address, length, pageBytes) == 2
        ? (address & -pageBytes) + pageBytes - LEAST_IN_PAGE
        : address;
  }

  /**
   * Like {@link #second} for a command of which nobody knows how much data the controller will
   * really move: what it moves beyond {@code length} does not reach the memory of others. A
   * controller that moves less than two pages takes the list for its second page.
   *
   * @param address a {@link #sealedStart}
   * @param guard the address of a page that holds nothing
   */
  long sealed(long address, long length, long guard) {
    int pages = pages(address, length, pageBytes);
    if (pages == 2) {
      throw new IllegalArgumentException(length + " bytes in two pages");
    }
    second(address, length);
    for (int i = pages - 1; i < ENTRIES - 1; i++) {
      list.putLong(i * Long.BYTES, guard);
    }
    if (pages - 1 < ENTRIES) {
      // Where more pages are moved than the list has it goes on with another one: itself.
      list.putLong((ENTRIES - 1) * Long.BYTES, listAddress);
    }
    return listAddress;
  }
}
