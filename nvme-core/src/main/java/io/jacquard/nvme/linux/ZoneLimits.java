package io.jacquard.nvme.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel knows of the limits of a zoned block device (Documentation/ABI/stable/
 * sysfs-block).
 *
 * @param maxOpen most zones open at a time, 0 if not limited
 * @param maxActive most zones active at a time, 0 if not limited
 */
public record ZoneLimits(int maxOpen, int maxActive) {
  private static final Path DEVICES = Path.of("/sys/dev/block");

  /**
   * Reads the limits of a device.
   *
   * @throws IOException if there is no such device, or it is only a part of one
   */
  public static ZoneLimits of(int major, int minor) throws IOException {
    return of(DEVICES.resolve(major + ":" + minor).toRealPath());
  }

  /** Reads a device's directory in sysfs. */
  static ZoneLimits of(Path device) throws IOException {
    Path queue = device.resolve("queue");
    if (!Files.isDirectory(queue)) {
      throw new IOException(
          "/dev/" + device.getFileName() + " is a part of a zoned device: name the whole device");
    }
    return new ZoneLimits(number(queue, "max_open_zones"), number(queue, "max_active_zones"));
  }

  private static int number(Path queue, String name) throws IOException {
    Path file = queue.resolve(name);
    String text = Files.exists(file) ? Files.readString(file).strip() : "0";
    try {
      return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IOException(file + ": '" + text + "' is not a number", e);
    }
  }
}
