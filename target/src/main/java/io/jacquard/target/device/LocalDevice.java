package io.jacquard.target.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A device of this machine.
 *
 * @param name the kernel's name, or the PCI address of a function that the kernel does not drive
 * @param kind what it is
 * @param bytes its size
 * @param blockSize its logical block in bytes
 * @param driver the driver that has it
 * @param model what its maker calls it
 * @param traits other things worth knowing, such as "zoned (host-managed)"
 * @param uses what uses it now, such as "mounted at /home"
 * @param uris every way to it, the best first
 */
public record LocalDevice(
    String name,
    Kind kind,
    OptionalLong bytes,
    OptionalLong blockSize,
    Optional<String> driver,
    Optional<String> model,
    List<String> traits,
    List<String> uses,
    List<DeviceUri> uris) {

  /** Kinds of device. */
  public enum Kind {
    /** An NVMe controller that the kernel drives. */
    CONTROLLER,
    /** A namespace of one. */
    NAMESPACE,
    /** Another block device. */
    BLOCK,
    /** Part of a block device. */
    PARTITION,
    /** Persistent memory. */
    PMEM,
    /** An NVMe controller that the kernel does not drive. */
    PCI;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the lists. */
  public LocalDevice {
    traits = List.copyOf(traits);
    uses = List.copyOf(uses);
    uris = List.copyOf(uris);
  }
}
