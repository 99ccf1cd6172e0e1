package io.jacquard.target.config;

import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads which local controller a subsystem passes through. */
final class PassthroughReader {
  private static final String KEY = "passthru";
  private static final int LONGEST_SECONDS = 86400;

  private PassthroughReader() {}

  /**
   * Reads {@code passthru: /dev/nvme0}, or the same as a section with {@code device} and options.
   *
   * @param subsystem the section of the subsystem
   * @param namespaces its namespaces, of which there must be none then
   */
  static Optional<PassthroughDefinition> read(
      Section subsystem, List<NamespaceDefinition> namespaces) {
    Optional<PassthroughDefinition> found =
        subsystem.isSection(KEY)
            ? subsystem.section(KEY).flatMap(PassthroughReader::section)
            : subsystem.text(KEY, PassthroughReader::device).map(PassthroughDefinition::of);
    found.ifPresent(passed -> refuseOthers(subsystem, KEY, namespaces));
    return found;
  }

  private static Optional<PassthroughDefinition> section(Section section) {
    Optional<Path> device = section.text("device", PassthroughReader::device);
    if (!section.has("device")) {
      section.error("device", "is missing; write 'device: /dev/nvme0'");
    }
    AdminCommands commands =
        section.text("admin-commands", AdminCommands::parse).orElse(AdminCommands.VENDOR);
    Optional<Boolean> clearIds = section.flag("clear-ids");
    Optional<Duration> adminTimeout = section.text("admin-timeout", PassthroughReader::timeout);
    Optional<Duration> ioTimeout = section.text("io-timeout", PassthroughReader::timeout);
    section.finish();
    return device.map(
        path -> new PassthroughDefinition(path, commands, clearIds, adminTimeout, ioTimeout));
  }

  /** Reads the section {@code passthru} of a subsystem in nvmetcli's form. */
  static Optional<PassthroughDefinition> readNvmet(
      Section section, List<NamespaceDefinition> namespaces) {
    boolean enabled = section.textOrNumber("enable", NvmetSubsystemReader::flag).orElse(false);
    Optional<Path> device =
        section
            .text("device_path", PassthroughReader::device)
            .or(() -> section.text("path", PassthroughReader::device))
            .or(() -> section.section("device").flatMap(PassthroughReader::nvmetDevice));
    Optional<Boolean> clearIds = section.textOrNumber("clear_ids", NvmetSubsystemReader::flag);
    Optional<Duration> adminTimeout = seconds(section, "admin_timeout");
    Optional<Duration> ioTimeout = seconds(section, "io_timeout");
    section.ignore("ana_grpid");
    section.finish();
    if (!enabled) {
      return Optional.empty();
    }
    if (device.isEmpty()) {
      section.error("device_path", "is missing; it names the controller, such as /dev/nvme0");
    }
    refuseOthers(section, "enable", namespaces);
    return device.map(
        path ->
            new PassthroughDefinition(
                path, AdminCommands.VENDOR, clearIds, adminTimeout, ioTimeout));
  }

  private static Optional<Path> nvmetDevice(Section device) {
    Optional<Path> path = device.text("path", PassthroughReader::device);
    device.finish();
    return path;
  }

  private static void refuseOthers(
      Section section, String key, List<NamespaceDefinition> namespaces) {
    if (!namespaces.isEmpty()) {
      section.error(
          key,
          "a subsystem that passes a controller through has the controller's namespaces; put"
              + " others in a subsystem of their own");
    }
  }

  private static Path device(String text) {
    try {
      Path path = Path.of(text);
      if (text.isEmpty() || !path.isAbsolute()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a device node such as /dev/nvme0");
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
    }
  }

  private static Duration timeout(String text) {
    Duration timeout = DurationText.parse(text);
    if (timeout.toSeconds() < 1 || timeout.toSeconds() > LONGEST_SECONDS) {
      throw new IllegalArgumentException(text + " is not between 1s and 1 day");
    }
    return timeout;
  }

  /** The kernel writes 0 for its own. */
  private static Optional<Duration> seconds(Section section, String key) {
    return section
        .textOrNumber(key, text -> NvmetSubsystemReader.parseNumber(text, 0, LONGEST_SECONDS))
        .filter(seconds -> seconds > 0)
        .map(Duration::ofSeconds);
  }
}
