package io.jacquard.nvme.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel knows of a block device and its queue (Documentation/ABI/stable/sysfs-block). All
 * sizes are in bytes; what the kernel does not tell is 0 or false.
 *
 * @param logicalBlock the unit of addresses
 * @param physicalBlock the smallest unit that the medium writes without reading first
 * @param minimumIo the preferred smallest unit
 * @param optimalIo the preferred unit of a stream
 * @param discardUnit the unit in which space is given back
 * @param discardMost the most that one discard gives back; 0 if the device gives nothing back
 * @param writeBack whether it has a volatile write cache
 * @param readOnly whether it refuses writes
 * @param zoned whether it is written zone by zone
 * @param polled whether completions can be polled for
 */
public record BlockLimits(
    int logicalBlock,
    int physicalBlock,
    int minimumIo,
    int optimalIo,
    long discardUnit,
    long discardMost,
    boolean writeBack,
    boolean readOnly,
    boolean zoned,
    boolean polled) {
  private static final Path DEVICES = Path.of("/sys/dev/block");
  private static final int USUAL_BLOCK = 512;

  /**
   * Reads what is known of a device; of a partition, its disk's limits.
   *
   * @throws IOException if there is no such device
   */
  public static BlockLimits of(int major, int minor) throws IOException {
    return of(DEVICES.resolve(major + ":" + minor).toRealPath());
  }

  /**
   * Reads a device's directory in sysfs.
   *
   * @param device such as {@code /sys/devices/virtual/block/ram0}
   */
  static BlockLimits of(Path device) throws IOException {
    boolean partition = Files.exists(device.resolve("partition"));
    Path queue = (partition ? device.getParent() : device).resolve("queue");
    int logical = (int) number(queue, "logical_block_size");
    String zoned = text(queue, "zoned");
    return new BlockLimits(
        logical == 0 ? USUAL_BLOCK : logical,
        (int) number(queue, "physical_block_size"),
        (int) number(queue, "minimum_io_size"),
        (int) number(queue, "optimal_io_size"),
        number(queue, "discard_granularity"),
        number(queue, "discard_max_bytes"),
        text(queue, "write_cache").equals("write back"),
        number(device, "ro") != 0,
        !zoned.isEmpty() && !zoned.equals("none"),
        number(queue, "io_poll") != 0);
  }

  private static long number(Path directory, String name) throws IOException {
    String text = text(directory, name);
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException(directory.resolve(name) + ": '" + text + "' is not a number", e);
    }
  }

  private static String text(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file).trim() : "";
  }
}
