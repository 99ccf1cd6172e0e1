package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * An IOMMU group: the devices that the IOMMU cannot tell apart, so that they belong to one user
 * together. It can be open once on the whole machine.
 */
public final class VfioGroup implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/dev/vfio");

  // struct vfio_group_status.
  private static final int STATUS_BYTES = 8;
  private static final int STATUS_VIABLE = 1;

  private final LinuxFile file;

  private VfioGroup(LinuxFile file) {
    this.file = file;
  }

  /** The device file of a group. */
  public static Path device(int number) {
    return DIRECTORY.resolve(Integer.toString(number));
  }

  /**
   * Opens a group.
   *
   * @param number as {@code /sys/bus/pci/devices/.../iommu_group} names it
   * @throws SystemCallException with {@link Errno#EBUSY} if it is open already
   */
  public static VfioGroup open(int number) throws SystemCallException {
    return new VfioGroup(LinuxFile.open(device(number), LinuxFile.O_RDWR, 0));
  }

  /** Whether every device of the group is bound to a VFIO driver, or to none. */
  public boolean viable() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(STATUS_BYTES, Long.BYTES);
      VfioIoctl.checked(
          file.fd(), VfioIoctl.GROUP_GET_STATUS, status, "VFIO_GROUP_GET_STATUS", name());
      return (status.get(JAVA_INT, VfioIoctl.FLAGS) & STATUS_VIABLE) != 0;
    }
  }

  /** Makes the group part of a container. */
  public void join(VfioContainer container) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fd = arena.allocateFrom(JAVA_INT, container.fd());
      VfioIoctl.check(
          VfioIoctl.call(file.fd(), VfioIoctl.GROUP_SET_CONTAINER, fd.address()),
          "VFIO_GROUP_SET_CONTAINER",
          name());
    }
  }

  /**
   * Opens a device of the group. Its container's IOMMU is on.
   *
   * @param name the device's, such as 0000:01:00.0
   */
  public VfioDevice openDevice(String name) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      int fd =
          VfioIoctl.check(
              VfioIoctl.call(file.fd(), VfioIoctl.GROUP_GET_DEVICE_FD, text.address()),
              "VFIO_GROUP_GET_DEVICE_FD",
              name);
      return new VfioDevice(fd, name);
    }
  }

  private String name() {
    return file.path().toString();
  }

  /** Gives the group back. Its devices have been closed. */
  @Override
  public void close() throws SystemCallException {
    file.close();
  }
}
