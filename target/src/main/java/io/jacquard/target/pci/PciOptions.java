package io.jacquard.target.pci;

import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.device.UserDriver;
import io.jacquard.target.engine.Choice;
import io.jacquard.target.engine.EngineOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code pci:} URI says: {@code
 * pci:ADDRESS[?nsid=N][&be=vfio|uio][&poll=auto|on|off][&queues=N][&hugepages][&dbbuf=auto|on|off][&sgl=auto|on|off][&timeout=30s]}.
 *
 * @param address the controller
 * @param nsid the namespace, unsigned; empty if the controller has only one, or none is meant
 * @param driver the kernel's driver to go through; empty for the one the device is bound to
 * @param poll how completions are found
 * @param queues the most I/O queue pairs to use, 1 to 65535
 * @param hugePages whether the driver's own memory is in huge pages
 * @param shadowDoorbells whether they are used if the controller offers them
 * @param sgl whether scatter gather lists are used if the controller supports them
 * @param timeout how long a command may take before it is aborted, 100 ms to 1 h
 */
record PciOptions(
    PciAddress address,
    OptionalInt nsid,
    Optional<UserDriver> driver,
    Polling poll,
    int queues,
    boolean hugePages,
    Choice shadowDoorbells,
    Choice sgl,
    Duration timeout) {

  /** How completions are found. */
  enum Polling {
    /** By looking while commands come and go, by interrupts otherwise. */
    AUTO,
    /** By looking only; the queues raise no interrupts. */
    ON,
    /** By interrupts only. */
    OFF
  }

  private static final Set<String> KNOWN =
      Set.of("nsid", "be", "poll", "queues", "hugepages", "dbbuf", "sgl", "timeout");

  /** Enough for a loop on every core of most machines; each costs memory and an interrupt. */
  private static final int DEFAULT_QUEUES = 64;

  private static final int MOST_QUEUES = 65535;
  private static final long LAST_NSID = 0xFFFF_FFFEL;
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m)?");
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
  private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if an option is unknown or out of range, naming it
   */
  static PciOptions of(NamespaceUri uri) {
    uri.allowOnly(KNOWN);
    return new PciOptions(
        PciAddress.parse(uri.target()),
        uri.parameter("nsid").map(PciOptions::nsid).orElseGet(OptionalInt::empty),
        uri.parameter("be").flatMap(PciOptions::driver),
        uri.parameter("poll").map(PciOptions::polling).orElse(Polling.AUTO),
        uri.parameter("queues").map(PciOptions::queues).orElse(DEFAULT_QUEUES),
        EngineOptions.flag(uri, "hugepages"),
        EngineOptions.choice(uri, "dbbuf"),
        EngineOptions.choice(uri, "sgl"),
        uri.parameter("timeout").map(PciOptions::timeout).orElse(DEFAULT_TIMEOUT));
  }

  /** The options of {@code pci:ADDRESS} alone. */
  static PciOptions of(PciAddress address) {
    return of(NamespaceUri.parse("pci:" + address));
  }

  private static OptionalInt nsid(String text) {
    if (text.matches("[0-9]{1,10}")) {
      long value = Long.parseLong(text);
      if (value >= 1 && value <= LAST_NSID) {
        return OptionalInt.of((int) value);
      }
    }
    throw new IllegalArgumentException("nsid=" + text + ": a namespace ID is 1 or more");
  }

  private static Optional<UserDriver> driver(String text) {
    return switch (text) {
      case "vfio" -> Optional.of(UserDriver.VFIO_PCI);
      case "uio" -> Optional.of(UserDriver.UIO_PCI_GENERIC);
      case "pci" -> Optional.empty();
      default ->
          throw new IllegalArgumentException(
              "be=" + text + ": a PCI controller is reached by vfio or uio");
    };
  }

  private static Polling polling(String text) {
    return switch (text) {
      case "auto" -> Polling.AUTO;
      case "on", "true" -> Polling.ON;
      case "off", "false" -> Polling.OFF;
      default -> throw new IllegalArgumentException("poll=" + text + ": write auto, on or off");
    };
  }

  private static int queues(String text) {
    int count = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (count < 1 || count > MOST_QUEUES) {
      throw new IllegalArgumentException("queues=" + text + ": write 1 to " + MOST_QUEUES);
    }
    return count;
  }

  private static Duration timeout(String text) {
    Matcher parts = DURATION.matcher(text);
    if (parts.matches()) {
      long count = Long.parseLong(parts.group(1));
      Duration value =
          switch (parts.group(2) == null ? "s" : parts.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofSeconds(count);
          };
      if (value.compareTo(SHORTEST_TIMEOUT) >= 0 && value.compareTo(LONGEST_TIMEOUT) <= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "timeout=" + text + ": write a time from 100ms to 60m, such as 30s");
  }

  /** Whether a driver is the one asked for. */
  boolean takes(UserDriver bound) {
    return driver.isEmpty() || driver.get() == bound;
  }

  /** Whether another opening of the same controller can share what this one made. */
  boolean sameController(PciOptions other) {
    return poll == other.poll
        && queues == other.queues
        && hugePages == other.hugePages
        && shadowDoorbells == other.shadowDoorbells
        && sgl == other.sgl
        && timeout.equals(other.timeout);
  }
}
