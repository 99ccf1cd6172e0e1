package io.jacquard.target.controller;

import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerReadyTimeouts;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.status.Status;

/**
 * The properties of a controller and what writing them leads to (NVMe Base 2.0, 3.1.3 "Controller
 * Properties", 3.6 "Controller Initialization and Shutdown"). Confined to the controller's loop.
 */
final class ControllerProperties {
  /** The version of the specification that controllers follow. */
  static final Version VERSION = Version.V2_0;

  /** Most time to become ready or not ready, in units of 500 ms; it happens at once. */
  private static final int READY_TIMEOUT = 30;

  /** What the controller does when its configuration changes. */
  interface Events {
    /** EN went to 1 and the configuration is possible: RDY is 1 now. */
    void enabled();

    /** EN went to 0: a controller reset. RDY is 0 now. */
    void reset();

    /** The host asks for a shutdown; {@link ControllerProperties#shutdownComplete} ends it. */
    void shutdown();
  }

  private final ControllerCapabilities capabilities;
  private final boolean ioController;
  private final Events events;
  private ControllerConfiguration configuration = ControllerConfiguration.ZERO;
  private ControllerStatus status = ControllerStatus.ZERO;

  private ControllerProperties(
      ControllerCapabilities capabilities, boolean ioController, Events events) {
    this.capabilities = capabilities;
    this.ioController = ioController;
    this.events = events;
  }

  /** The properties of an I/O controller whose queues have up to {@code queueEntries} entries. */
  static ControllerProperties io(int queueEntries, Events events) {
    return new ControllerProperties(
        common(queueEntries).css(ControllerCapabilities.CSS_NVM | ControllerCapabilities.CSS_IOCSS),
        true,
        events);
  }

  /** The properties of a controller without I/O queues. */
  static ControllerProperties discovery(Events events) {
    // MQES speaks of I/O queues, but hosts look at it: give room for the admin queue.
    return new ControllerProperties(
        common(Export.ADMIN_QUEUE_ENTRIES).css(ControllerCapabilities.CSS_NVM), false, events);
  }

  private static ControllerCapabilities common(int queueEntries) {
    return ControllerCapabilities.ZERO
        .mqes(queueEntries - 1)
        .cqr(true)
        .to(READY_TIMEOUT)
        .crwms(true);
  }

  ControllerStatus status() {
    return status;
  }

  /** True if EN and RDY are 1: commands other than fabrics commands are accepted. */
  boolean isReady() {
    return configuration.en() && status.rdy();
  }

  /** True if the host has enabled every I/O command set there is, not the NVM command set alone. */
  boolean enablesAllCommandSets() {
    return configuration.css() == ControllerConfiguration.CSS_ALL;
  }

  /** True if there is a property of this size at this offset to read. */
  static boolean isReadable(int offset, int size) {
    return switch (offset) {
      case Property.CAP, Property.VS, Property.CC, Property.CSTS, Property.CRTO ->
          size == Property.sizeOf(offset);
      default -> false;
    };
  }

  /** The value of a readable property. */
  long read(int offset) {
    return switch (offset) {
      case Property.CAP -> capabilities.value();
      case Property.VS -> VERSION.value();
      case Property.CC -> configuration.value() & 0xFFFF_FFFFL;
      case Property.CSTS -> status.value();
      case Property.CRTO -> ControllerReadyTimeouts.ZERO.crwmt(READY_TIMEOUT).value();
      default -> throw new IllegalArgumentException(Property.nameOf(offset) + " is not readable");
    };
  }

  /**
   * Writes a property.
   *
   * @return the status of the Property Set
   */
  int write(int offset, int size, long value) {
    if (offset != Property.CC || size != Property.sizeOf(offset)) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    ControllerConfiguration old = configuration;
    configuration = new ControllerConfiguration((int) value);
    if (old.shn() != 0 && configuration.shn() == 0) {
      status = status.shst(ControllerStatus.SHST_NORMAL);
    }
    if (configuration.en() && !old.en()) {
      enable();
    } else if (!configuration.en() && old.en()) {
      status = ControllerStatus.ZERO.shst(status.shst());
      events.reset();
    }
    if (configuration.shn() != 0 && old.shn() == 0) {
      status = status.shst(ControllerStatus.SHST_OCCURRING);
      events.shutdown();
    }
    return Status.SUCCESS;
  }

  private void enable() {
    if (isPossible()) {
      status = ControllerStatus.ZERO.rdy(true);
      events.enabled();
    } else {
      status = ControllerStatus.ZERO.cfs(true);
    }
  }

  private boolean isPossible() {
    boolean commandSet =
        configuration.css() == ControllerConfiguration.CSS_NVM
            || (ioController && configuration.css() == ControllerConfiguration.CSS_ALL)
            || (!ioController && configuration.css() == ControllerConfiguration.CSS_ADMIN_ONLY);
    // Hosts set entry sizes on discovery controllers too, or leave them 0: both do no harm.
    boolean entrySizes =
        !ioController
            || (configuration.iosqes() == ControllerConfiguration.IOSQES_64
                && configuration.iocqes() == ControllerConfiguration.IOCQES_16);
    return commandSet && entrySizes && configuration.mps() == 0 && configuration.ams() == 0;
  }

  /** The shutdown that the host asked for is done, unless the host has begun anew meanwhile. */
  void shutdownComplete() {
    if (status.shst() == ControllerStatus.SHST_OCCURRING) {
      status = status.shst(ControllerStatus.SHST_COMPLETE);
    }
  }

  /** The controller cannot go on. */
  void fail() {
    status = status.cfs(true);
  }
}
