package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Emulator;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a lab is made of. Immutable; {@link #DEFAULT} is the pair with one controller.
 *
 * @param machines how many: the target, the initiator, and further targets
 * @param memoryMebibytes of each guest
 * @param controllers emulated NVMe controllers of each target
 * @param diskBytes of each controller's namespace
 * @param zoned whether targets have one more controller, with a zoned namespace
 * @param nvdimmMebibytes persistent memory of targets as a memory module; 0 for none
 * @param memmapMebibytes persistent memory of targets by the kernel's memmap; 0 for none
 * @param gdb whether QEMU waits for debuggers of the guests' kernels
 * @param network what joins the machines
 * @param pvrdma the RDMA device of this machine that guests use; empty: RDMA in software
 * @param emulator QEMU
 * @param boot what the guests boot
 */
public record LabOptions(
    int machines,
    int memoryMebibytes,
    int controllers,
    long diskBytes,
    boolean zoned,
    int nvdimmMebibytes,
    int memmapMebibytes,
    boolean gdb,
    Network network,
    Optional<HostRdma> pvrdma,
    Emulator emulator,
    Boot boot) {

  /** How many machines there may be. */
  public static final int MOST_MACHINES = 8;

  /** The pair: a target with one controller, and an initiator. */
  public static final LabOptions DEFAULT =
      new LabOptions(
          2,
          768,
          1,
          1L << 30,
          false,
          0,
          0,
          false,
          Network.SOCKETS,
          Optional.empty(),
          Emulator.DEFAULT,
          Boot.OWN);

  /** What joins the machines. */
  public enum Network {

    /** Sockets between their QEMUs. */
    SOCKETS,

    /** A bridge with taps and a DHCP server. */
    BRIDGE
  }

  /**
   * Parts of the guests' system that are not the lab's own.
   *
   * @param kernel an image that QEMU boots
   * @param initrd an initial RAM disk
   * @param root a squashfs image of the root file system
   */
  public record Boot(Optional<Path> kernel, Optional<Path> initrd, Optional<Path> root) {

    /** Nothing else than the lab's own. */
    public static final Boot OWN = new Boot(Optional.empty(), Optional.empty(), Optional.empty());
  }
}
