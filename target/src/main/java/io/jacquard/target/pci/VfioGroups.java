package io.jacquard.target.pci;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.linux.VfioContainer;
import io.jacquard.nvme.linux.VfioDevice;
import io.jacquard.nvme.linux.VfioGroup;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The IOMMU groups that this process has open. A group can be opened once and its devices share one
 * address space, so it stays open as long as one of its devices is. Thread-safe.
 */
final class VfioGroups {
  private static final Map<Integer, Shared> OPEN = new HashMap<>();
  private static final ReentrantLock LOCK = new ReentrantLock();

  private VfioGroups() {}

  /** A group in a container of its own. */
  private static final class Shared {
    private final VfioContainer container;
    private final VfioGroup group;
    private final IommuSpace space;
    private int users;

    Shared(VfioContainer container, VfioGroup group) throws SystemCallException {
      this.container = container;
      this.group = group;
      this.space = new IommuSpace(container, container.iommuInfo());
    }
  }

  /**
   * A device with the address space of its group.
   *
   * @param device the device, closed by {@link #close}
   * @param space its addresses
   * @param group its group
   */
  record Opened(VfioDevice device, IommuSpace space, int group) {

    /** Closes the device, and the group with the last one. */
    void close() throws SystemCallException {
      try {
        device.close();
      } finally {
        release(group);
      }
    }
  }

  /**
   * Opens a device.
   *
   * @throws IOException if that is not possible, with the next step
   */
  static Opened open(PciAddress address, int group) throws IOException {
    LOCK.lock();
    try {
      Shared shared = OPEN.get(group);
      if (shared == null) {
        shared = openGroup(address, group);
        OPEN.put(group, shared);
      }
      shared.users++;
      try {
        return new Opened(shared.group.openDevice(address.toString()), shared.space, group);
      } catch (SystemCallException e) {
        release(group);
        throw explained(address, group, e);
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static Shared openGroup(PciAddress address, int number) throws IOException {
    VfioContainer container;
    try {
      container = VfioContainer.open();
    } catch (SystemCallException e) {
      throw explained(address, number, e);
    }
    VfioGroup group;
    try {
      group = VfioGroup.open(number);
    } catch (SystemCallException e) {
      container.close();
      throw explained(address, number, e);
    }
    try {
      if (!group.viable()) {
        throw new IOException(
            address
                + " shares IOMMU group "
                + number
                + " with devices that the kernel's drivers have; bind all of them to vfio-pci"
                + " (ls /sys/kernel/iommu_groups/"
                + number
                + "/devices), or put the controller into another slot");
      }
      group.join(container);
      container.setIommu();
      return new Shared(container, group);
    } catch (IOException e) {
      group.close();
      container.close();
      throw e;
    }
  }

  private static IOException explained(PciAddress address, int group, SystemCallException e) {
    String next =
        switch (e.errno()) {
          case Errno.EACCES, Errno.EPERM ->
              "; give this user access: chown $USER " + VfioGroup.device(group);
          case Errno.EBUSY -> "; another process uses it (fuser " + VfioGroup.device(group) + ")";
          case Errno.ENOENT, Errno.ENODEV -> "; load the driver: modprobe vfio-pci";
          default -> "";
        };
    return new IOException(address + " cannot be opened through VFIO: " + e.getMessage() + next, e);
  }

  private static void release(int group) throws SystemCallException {
    LOCK.lock();
    try {
      Shared shared = OPEN.get(group);
      shared.users--;
      if (shared.users == 0) {
        OPEN.remove(group);
        shared.group.close();
        shared.container.close();
      }
    } finally {
      LOCK.unlock();
    }
  }
}
