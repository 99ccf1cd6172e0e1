package io.jacquard.target.pci;

/**
 * A controller's registers: its properties and, from 1000h, its doorbells (NVMe over PCIe Transport
 * 1.1, 3 "Controller Properties"). Every access is one read or write of 32 bits, in program order.
 */
interface Registers {
  /** What every register reads as when the controller is gone from the bus. */
  int GONE = -1;

  /** Reads 32 bits. */
  int read(int offset);

  /** Writes 32 bits; what was written to memory before is visible to the controller before. */
  void write(int offset, int value);

  /** Reads 64 bits in two halves: not every controller takes 64-bit accesses. */
  default long readLong(int offset) {
    long low = read(offset) & 0xFFFF_FFFFL;
    return low | (long) read(offset + Integer.BYTES) << Integer.SIZE;
  }

  /** Writes 64 bits in two halves, the lower first. */
  default void writeLong(int offset, long value) {
    write(offset, (int) value);
    write(offset + Integer.BYTES, (int) (value >>> Integer.SIZE));
  }

  /** How many bytes there are. */
  long bytes();
}
