package io.jacquard.target.pci;

/** The Command register of the configuration space (PCI Local Bus 3.0, 6.2.2), 16 bits. */
final class PciCommand {
  /** Where it is in the configuration space. */
  static final int OFFSET = 4;

  private static final int MEMORY_SPACE = 1 << 1;
  private static final int BUS_MASTER = 1 << 2;
  private static final int GONE = 0xFFFF;

  private PciCommand() {}

  /** The value with access to its registers, and of the device to memory if {@code master}. */
  static int with(int command, boolean master) {
    int memory = command | MEMORY_SPACE;
    return (master ? memory | BUS_MASTER : memory & ~BUS_MASTER) & 0xFFFF;
  }

  /** Whether a device whose register has this value cannot access memory. */
  static boolean harmless(int command) {
    return (command & BUS_MASTER) == 0 || command == GONE;
  }
}
