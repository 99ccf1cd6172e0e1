package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A PCI device opened through VFIO. Thread-safe, but for {@link #close}. */
public final class VfioDevice implements AutoCloseable {
  /** {@link #region}: the space of base address register 0. */
  public static final int REGION_BAR0 = 0;

  /** {@link #region}: the configuration space. */
  public static final int REGION_CONFIGURATION = 7;

  /** {@link #interrupts}: message signalled interrupts with a vector each (MSI-X). */
  public static final int INTERRUPT_MSIX = 2;

  /** {@link #interrupts}: the kernel asks for the device back, as before it is unplugged. */
  public static final int INTERRUPT_REQUEST = 4;

  // struct vfio_region_info.
  private static final int REGION_BYTES = 32;
  private static final int REGION_MAPPABLE = 1 << 2;
  private static final long REGION_INDEX = 8;
  private static final long REGION_SIZE = 16;
  private static final long REGION_OFFSET = 24;

  // struct vfio_irq_info and vfio_irq_set.
  private static final int IRQ_INFO_BYTES = 16;
  private static final int IRQ_INFO_EVENTFD = 1;
  private static final long IRQ_INDEX = 8;
  private static final long IRQ_INFO_COUNT = 12;
  private static final int IRQ_SET_BYTES = 20;
  private static final long IRQ_SET_START = 12;
  private static final long IRQ_SET_COUNT = 16;
  private static final int IRQ_DATA_NONE = 1;
  private static final int IRQ_DATA_EVENTFD = 1 << 2;
  private static final int IRQ_ACTION_TRIGGER = 1 << 5;

  // struct vfio_device_info.
  private static final int DEVICE_BYTES = 20;
  private static final int DEVICE_CAN_RESET = 1;

  private final int fd;
  private final String name;

  VfioDevice(int fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  /** The device's name, such as 0000:01:00.0. */
  public String name() {
    return name;
  }

  /** Looks a region up. */
  public VfioRegion region(int index) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(REGION_BYTES, Long.BYTES);
      info.set(JAVA_INT, REGION_INDEX, index);
      VfioIoctl.checked(
          fd, VfioIoctl.DEVICE_GET_REGION_INFO, info, "VFIO_DEVICE_GET_REGION_INFO", name);
      return new VfioRegion(
          (info.get(JAVA_INT, VfioIoctl.FLAGS) & REGION_MAPPABLE) != 0,
          info.get(JAVA_LONG, REGION_SIZE),
          info.get(JAVA_LONG, REGION_OFFSET));
    }
  }

  /** Maps a whole region that is mappable; {@link LinuxMemory#unmap} ends it. */
  public MemorySegment map(VfioRegion region) throws SystemCallException {
    return LinuxMemory.mapShared(fd, region.bytes(), region.offset());
  }

  /** Reads from a region. Returns the number of bytes or a negative errno. */
  public long read(VfioRegion region, long offset, MemorySegment into) {
    return FileCalls.pread(fd, into.address(), into.byteSize(), region.offset() + offset);
  }

  /** Writes to a region. Returns the number of bytes or a negative errno. */
  public long write(VfioRegion region, long offset, MemorySegment from) {
    return FileCalls.pwrite(fd, from.address(), from.byteSize(), region.offset() + offset);
  }

  /** How many interrupts of a kind the device has that can signal an {@link EventFd}. */
  public int interrupts(int kind) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(IRQ_INFO_BYTES, Long.BYTES);
      info.set(JAVA_INT, IRQ_INDEX, kind);
      VfioIoctl.checked(fd, VfioIoctl.DEVICE_GET_IRQ_INFO, info, "VFIO_DEVICE_GET_IRQ_INFO", name);
      boolean signals = (info.get(JAVA_INT, VfioIoctl.FLAGS) & IRQ_INFO_EVENTFD) != 0;
      return signals ? info.get(JAVA_INT, IRQ_INFO_COUNT) : 0;
    }
  }

  /** Switches interrupts 0 and following of a kind on: each signals its event counter. */
  public void enableInterrupts(int kind, List<EventFd> signalled) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      long bytes = IRQ_SET_BYTES + (long) signalled.size() * Integer.BYTES;
      MemorySegment set = arena.allocate(bytes, Long.BYTES);
      set.set(JAVA_INT, VfioIoctl.FLAGS, IRQ_DATA_EVENTFD | IRQ_ACTION_TRIGGER);
      set.set(JAVA_INT, IRQ_INDEX, kind);
      set.set(JAVA_INT, IRQ_SET_START, 0);
      set.set(JAVA_INT, IRQ_SET_COUNT, signalled.size());
      for (int i = 0; i < signalled.size(); i++) {
        set.set(JAVA_INT, IRQ_SET_BYTES + (long) i * Integer.BYTES, signalled.get(i).fd());
      }
      VfioIoctl.checked(fd, VfioIoctl.DEVICE_SET_IRQS, set, "VFIO_DEVICE_SET_IRQS", name);
    }
  }

  /** Switches all interrupts of a kind off. */
  public void disableInterrupts(int kind) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(IRQ_SET_BYTES, Long.BYTES);
      set.set(JAVA_INT, VfioIoctl.FLAGS, IRQ_DATA_NONE | IRQ_ACTION_TRIGGER);
      set.set(JAVA_INT, IRQ_INDEX, kind);
      VfioIoctl.checked(fd, VfioIoctl.DEVICE_SET_IRQS, set, "VFIO_DEVICE_SET_IRQS", name);
    }
  }

  /** Whether {@link #reset} can work. */
  public boolean canReset() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(DEVICE_BYTES, Long.BYTES);
      VfioIoctl.checked(fd, VfioIoctl.DEVICE_GET_INFO, info, "VFIO_DEVICE_GET_INFO", name);
      return (info.get(JAVA_INT, VfioIoctl.FLAGS) & DEVICE_CAN_RESET) != 0;
    }
  }

  /** Resets the function: it has stopped all it did when this returns. */
  public void reset() throws SystemCallException {
    VfioIoctl.check(VfioIoctl.call(fd, VfioIoctl.DEVICE_RESET, 0), "VFIO_DEVICE_RESET", name);
  }

  /** Gives the device back, once its regions are unmapped; the kernel then resets it. */
  @Override
  public void close() throws SystemCallException {
    int result = FileCalls.close(fd);
    if (result < 0) {
      throw new SystemCallException("close", name, -result);
    }
  }
}
