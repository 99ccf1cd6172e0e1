package io.jacquard.target.pci;

import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerReadyTimeouts;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * Switches a controller on and off by its properties (NVMe Base 2.1, 3.5.1 "Memory-based Transport
 * Controller Initialization" and 3.6 "Shutdown Processing"). Its methods block for as long as the
 * controller says it may take.
 */
final class ControllerSwitch {
  // Admin queue properties, in bytes (NVMe Base 2.1, 3.1.4.8 to 3.1.4.10).
  private static final int AQA = 0x24;
  private static final int ASQ = 0x28;
  private static final int ACQ = 0x30;
  private static final int AQA_ACQS_SHIFT = 16;

  private static final int FOUR_KIB_SHIFT = 12;
  private static final long UNIT_NANOS = 500_000_000;
  private static final long SHORTEST_PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private final PciAddress address;
  private final Registers registers;
  private final Clock clock;
  private final ControllerCapabilities capabilities;

  /**
   * Reads what the controller can do.
   *
   * @throws ControllerGoneException if there is none
   */
  ControllerSwitch(PciAddress address, Registers registers, Clock clock)
      throws ControllerGoneException {
    this.address = address;
    this.registers = registers;
    this.clock = clock;
    if (registers.read(Property.VS) == Registers.GONE) {
      throw new ControllerGoneException(address);
    }
    this.capabilities = new ControllerCapabilities(registers.readLong(Property.CAP));
  }

  ControllerCapabilities capabilities() {
    return capabilities;
  }

  /** The memory page in bytes: 4 KiB unless the controller's smallest is larger. */
  int pageBytes() {
    return 1 << FOUR_KIB_SHIFT + capabilities.mpsmin();
  }

  /** The status now; every bit is set when the controller is gone. */
  ControllerStatus status() {
    return new ControllerStatus(registers.read(Property.CSTS));
  }

  /** Whether a status is that of a controller which is gone. */
  static boolean gone(ControllerStatus status) {
    return status.value() == Registers.GONE;
  }

  /**
   * Switches the controller off: it forgets its queues and accesses memory no more.
   *
   * @throws IOException if it does not go off, or is gone
   */
  void disable() throws IOException {
    ControllerConfiguration now = new ControllerConfiguration(registers.read(Property.CC));
    if (now.en()) {
      if (!status().rdy()) {
        // It is still being switched on: to switch it off before it is ready is not defined.
        await("is neither ready nor failed", s -> s.rdy() || s.cfs() || gone(s), false);
      }
      registers.write(Property.CC, now.shn(ControllerConfiguration.SHN_NONE).en(false).value());
    }
    await("does not go off (CSTS.RDY stays 1)", s -> !s.rdy(), true);
  }

  /**
   * Switches the controller on with an admin queue.
   *
   * @throws IOException if it does not become ready, or says that it has failed, or is gone
   */
  void enable(SubmissionQueue submissions, CompletionQueue completions) throws IOException {
    registers.write(AQA, submissions.entries() - 1 | completions.entries() - 1 << AQA_ACQS_SHIFT);
    registers.writeLong(ASQ, submissions.deviceAddress());
    registers.writeLong(ACQ, completions.deviceAddress());
    ControllerConfiguration settings =
        ControllerConfiguration.ZERO
            .css(commandSets())
            .mps(capabilities.mpsmin())
            .iosqes(ControllerConfiguration.IOSQES_64)
            .iocqes(ControllerConfiguration.IOCQES_16);
    registers.write(Property.CC, settings.value());
    registers.write(Property.CC, settings.en(true).value());
    await("does not become ready (CSTS.RDY stays 0)", s -> s.rdy() || s.cfs() || gone(s), true);
    if (status().cfs()) {
      throw new IOException(
          address + ": the controller reports a fatal status (CSTS.CFS) when it is switched on");
    }
  }

  private int commandSets() {
    if ((capabilities.css() & ControllerCapabilities.CSS_IOCSS) != 0) {
      return ControllerConfiguration.CSS_ALL;
    }
    // QEMU says "no I/O command set" too, beside those that it has.
    boolean none =
        (capabilities.css() & ControllerCapabilities.CSS_NOIOCSS) != 0
            && (capabilities.css() & ControllerCapabilities.CSS_NVM) == 0;
    return none ? ControllerConfiguration.CSS_ADMIN_ONLY : ControllerConfiguration.CSS_NVM;
  }

  /** Whether the controller takes I/O commands at all. */
  boolean takesIo() {
    return commandSets() != ControllerConfiguration.CSS_ADMIN_ONLY;
  }

  /** Whether more command sets than the NVM command set are switched on. */
  boolean allCommandSets() {
    return commandSets() == ControllerConfiguration.CSS_ALL;
  }

  /**
   * Has the controller bring everything to the medium, as before its power is taken.
   *
   * @param limitNanos how long that may take
   */
  void shutDown(long limitNanos) throws IOException {
    ControllerConfiguration now = new ControllerConfiguration(registers.read(Property.CC));
    registers.write(Property.CC, now.shn(ControllerConfiguration.SHN_NORMAL).value());
    await(
        "does not end its shutdown (CSTS.SHST)",
        s -> s.shst() == ControllerStatus.SHST_COMPLETE,
        limitNanos);
  }

  private void await(String otherwise, Predicate<ControllerStatus> reached, boolean must)
      throws IOException {
    try {
      await(otherwise, reached, readyNanos());
    } catch (ControllerGoneException e) {
      throw e;
    } catch (IOException e) {
      if (must) {
        throw e;
      }
    }
  }

  private void await(String otherwise, Predicate<ControllerStatus> reached, long limitNanos)
      throws IOException {
    long start = clock.nanoTime();
    long pause = SHORTEST_PAUSE_NANOS;
    while (true) {
      ControllerStatus status = status();
      if (gone(status)) {
        throw new ControllerGoneException(address);
      }
      if (reached.test(status)) {
        return;
      }
      if (clock.nanoTime() - start > limitNanos) {
        throw new IOException(
            address
                + ": the controller "
                + otherwise
                + " within "
                + limitNanos / 1_000_000
                + " ms; status "
                + status);
      }
      clock.pause(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
    }
  }

  /** The worst case by CAP.TO, and by CRTO where that says more. */
  private long readyNanos() {
    long units = Math.max(1, capabilities.to());
    if (capabilities.crwms()) {
      int crto = registers.read(Property.CRTO);
      units = Math.max(units, new ControllerReadyTimeouts(crto).crwmt());
    }
    return units * UNIT_NANOS;
  }
}
