package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.ZoneIoctl;
import io.jacquard.nvme.linux.ZoneLimits;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.io.IOException;

/** Shows a zoned block device as a zoned namespace. */
final class ZonedDevice {
  private final ZoneGeometry geometry;
  private final DeviceZones zones;

  private ZonedDevice(ZoneGeometry geometry, DeviceZones zones) {
    this.geometry = geometry;
    this.zones = zones;
  }

  /**
   * Looks at the zones.
   *
   * @param image the device
   * @param geometry what it is as a disk
   * @throws IOException if it cannot be a zoned namespace, with the reason
   */
  static ZonedDevice of(ImageFile image, NamespaceGeometry geometry) throws IOException {
    int access = geometry.readOnly() ? LinuxFile.O_RDONLY : LinuxFile.O_RDWR;
    LinuxFile file = LinuxFile.open(image.options().path(), access, 0);
    try {
      ZoneLimits limits =
          ZoneLimits.of(image.status().specialMajor(), image.status().specialMinor());
      long sectors = ZoneIoctl.zoneSectors(file.fd());
      long blocks = sectors * ZoneIoctl.SECTOR >> geometry.blockShift();
      if (sectors < 1 || Long.bitCount(sectors) != 1 || blocks < 1) {
        throw new IOException(
            file.path() + " has zones of " + sectors + " sectors: a power of two is needed");
      }
      // The kernel splits what crosses zones, and what is too long for the device.
      ZoneGeometry zones =
          new ZoneGeometry(blocks, limits.maxOpen(), limits.maxActive(), 0, true, false, 0);
      return new ZonedDevice(zones, new DeviceZones(file, geometry, zones));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The zoned namespace over the one that reads and writes the device. */
  Namespace over(Namespace blocks) {
    return new ZonedNamespace(blocks, geometry, zones);
  }

  /** Gives the device back, if there is no namespace. */
  void close() {
    zones.close();
  }
}
