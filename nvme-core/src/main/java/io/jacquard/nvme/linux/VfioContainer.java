package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A VFIO container: the I/O address space that the devices of its groups share. Addresses are
 * mapped by {@link #map} to memory of this process, which stays where it is (pinned) as long as the
 * mapping lives.
 *
 * <p>Thread-safe, but for {@link #close}.
 */
public final class VfioContainer implements AutoCloseable {
  /** The container device; every user who may use VFIO may open it. */
  public static final Path DEVICE = Path.of("/dev/vfio/vfio");

  private static final int API_VERSION = 0;
  private static final int TYPE1V2_IOMMU = 3;

  // struct vfio_iommu_type1_dma_map and vfio_iommu_type1_dma_unmap.
  private static final int MAP_BYTES = 32;
  private static final int MAP_READ_WRITE = 0x1 | 0x2;
  private static final long MAP_VADDR = 8;
  private static final long MAP_IOVA = 16;
  private static final long MAP_SIZE = 24;
  private static final int UNMAP_BYTES = 24;
  private static final long UNMAP_IOVA = 8;
  private static final long UNMAP_SIZE = 16;

  private final LinuxFile file;

  private VfioContainer(LinuxFile file) {
    this.file = file;
  }

  /**
   * Opens a container without groups.
   *
   * @throws SystemCallException if there is no VFIO here or it may not be used
   */
  public static VfioContainer open() throws SystemCallException {
    LinuxFile file = LinuxFile.open(DEVICE, LinuxFile.O_RDWR, 0);
    VfioContainer container = new VfioContainer(file);
    int version = VfioIoctl.call(file.fd(), VfioIoctl.GET_API_VERSION, 0);
    int type1 = VfioIoctl.call(file.fd(), VfioIoctl.CHECK_EXTENSION, TYPE1V2_IOMMU);
    if (version != API_VERSION || type1 != 1) {
      container.close();
      throw new SystemCallException(
          "a type 1 IOMMU with version 2 of its interface", DEVICE.toString(), Errno.EOPNOTSUPP);
    }
    return container;
  }

  /** The descriptor, for groups. */
  int fd() {
    return file.fd();
  }

  /** Switches the IOMMU on. The first group has been added. */
  public void setIommu() throws SystemCallException {
    VfioIoctl.check(
        VfioIoctl.call(file.fd(), VfioIoctl.SET_IOMMU, TYPE1V2_IOMMU),
        "VFIO_SET_IOMMU",
        DEVICE.toString());
  }

  /** What the IOMMU allows. It has been switched on. */
  public VfioIommuInfo iommuInfo() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment head = arena.allocate(VfioIommuInfo.BYTES, Long.BYTES);
      VfioIoctl.checked(
          file.fd(), VfioIoctl.IOMMU_GET_INFO, head, "VFIO_IOMMU_GET_INFO", DEVICE.toString());
      // The kernel answers with the size that holds the capabilities too.
      long size = Math.max(VfioIommuInfo.BYTES, head.get(JAVA_INT, VfioIoctl.ARGSZ));
      MemorySegment all = arena.allocate(size, Long.BYTES);
      VfioIoctl.checked(
          file.fd(), VfioIoctl.IOMMU_GET_INFO, all, "VFIO_IOMMU_GET_INFO", DEVICE.toString());
      return VfioIommuInfo.decode(all);
    }
  }

  /**
   * Maps memory for devices to read and write, and pins it.
   *
   * @param address of this process, a multiple of the page size
   * @param iova the devices' address, a multiple of the page size
   * @param bytes length, a multiple of the page size
   * @return 0 or a negative errno: {@link Errno#ENOMEM} if more may not be locked in memory, {@link
   *     Errno#ENOSPC} if there are too many mappings
   */
  public int map(long address, long iova, long bytes) {
    NativeCall call = NativeCall.ofThread();
    MemorySegment map = call.argument();
    map.set(JAVA_INT, VfioIoctl.ARGSZ, MAP_BYTES);
    map.set(JAVA_INT, VfioIoctl.FLAGS, MAP_READ_WRITE);
    map.set(JAVA_LONG, MAP_VADDR, address);
    map.set(JAVA_LONG, MAP_IOVA, iova);
    map.set(JAVA_LONG, MAP_SIZE, bytes);
    return VfioIoctl.call(file.fd(), VfioIoctl.IOMMU_MAP_DMA, map.address());
  }

  /**
   * Ends a mapping: a device that uses it from now on does no harm.
   *
   * @param iova as given to {@link #map}
   * @param bytes likewise
   */
  public void unmap(long iova, long bytes) throws SystemCallException {
    NativeCall call = NativeCall.ofThread();
    MemorySegment unmap = call.argument();
    unmap.set(JAVA_INT, VfioIoctl.ARGSZ, UNMAP_BYTES);
    unmap.set(JAVA_INT, VfioIoctl.FLAGS, 0);
    unmap.set(JAVA_LONG, UNMAP_IOVA, iova);
    unmap.set(JAVA_LONG, UNMAP_SIZE, bytes);
    VfioIoctl.check(
        VfioIoctl.call(file.fd(), VfioIoctl.IOMMU_UNMAP_DMA, unmap.address()),
        "VFIO_IOMMU_UNMAP_DMA",
        DEVICE.toString());
  }

  /** Closes the container, which ends all mappings once its groups are closed too. */
  @Override
  public void close() throws SystemCallException {
    file.close();
  }
}
