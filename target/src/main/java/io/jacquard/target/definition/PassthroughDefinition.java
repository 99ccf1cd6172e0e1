package io.jacquard.target.definition;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A local controller that a subsystem shows to hosts as its own, with all of its namespaces.
 *
 * @param device the controller's device node, such as {@code /dev/nvme0}
 * @param commands which admin commands of hosts reach it; vendor specific I/O commands do from
 *     {@link AdminCommands#VENDOR} on
 * @param clearIds true to hide the namespaces' own NGUID, EUI64 and UUID; without a value they are
 *     hidden from hosts on this machine, which have the device itself already and would refuse it a
 *     second time
 * @param adminTimeout for each admin command; empty for the driver's own
 * @param ioTimeout for each I/O command; empty for the driver's own
 */
public record PassthroughDefinition(
    Path device,
    AdminCommands commands,
    Optional<Boolean> clearIds,
    Optional<Duration> adminTimeout,
    Optional<Duration> ioTimeout) {

  /** Sets of admin commands, each with those before it. */
  public enum AdminCommands {
    /** What tells about the controller and sets features that harm nobody else. */
    STANDARD("standard"),
    /** Also those whose meaning only the vendor knows, as the Linux kernel's target does. */
    VENDOR("vendor"),
    /**
     * Also those that change the device itself: Sanitize, firmware, security, self-test,
     * directives. What changes the shape of namespaces, Format NVM and namespace management, is
     * done on the target's machine while they are not exported.
     */
    ALL("all");

    private final String word;

    AdminCommands(String word) {
      this.word = word;
    }

    /**
     * The one with a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static AdminCommands parse(String text) {
      for (AdminCommands one : values()) {
        if (one.word.equals(text)) {
          return one;
        }
      }
      throw new IllegalArgumentException("'" + text + "' is not one of standard, vendor, all");
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /** Checks the timeouts. */
  public PassthroughDefinition {
    requireSeconds(device, "admin timeout", adminTimeout);
    requireSeconds(device, "I/O timeout", ioTimeout);
  }

  private static void requireSeconds(Path device, String name, Optional<Duration> timeout) {
    if (timeout.filter(t -> t.toSeconds() < 1 || t.toSeconds() > 86400).isPresent()) {
      throw new IllegalArgumentException(
          device + ": " + name + " " + timeout.get() + " is not in 1 s to 1 day");
    }
  }

  /** A controller with defaults for the rest. */
  public static PassthroughDefinition of(Path device) {
    return new PassthroughDefinition(
        device, AdminCommands.VENDOR, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
