package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The ioctls of zoned block devices (include/uapi/linux/blkzoned.h). Addresses and lengths are in
 * sectors of 512 bytes, whatever the device's blocks. The calls block, allocate nothing, and return
 * a negative errno if they fail. Thread-safe.
 */
public final class ZoneIoctl {
  /** Bytes in a sector. */
  public static final int SECTOR = 512;

  /** What {@link #manage} does to zones. */
  public enum Action {
    /** {@code BLKRESETZONE}. */
    RESET(0x40101283L),
    /** {@code BLKOPENZONE}. */
    OPEN(0x40101286L),
    /** {@code BLKCLOSEZONE}. */
    CLOSE(0x40101287L),
    /** {@code BLKFINISHZONE}. */
    FINISH(0x40101288L);

    private final long request;

    Action(long request) {
      this.request = request;
    }
  }

  /** Type of a zone: it must be written at its write pointer. */
  public static final int TYPE_SEQUENTIAL = 2;

  private static final long BLKREPORTZONE = 0xC0101282L;
  private static final long BLKGETZONESZ = 0x80041284L;
  private static final long BLKGETNRZONES = 0x80041285L;

  // struct blk_zone_report: what is asked for, then the zones.
  private static final int REPORT_SECTOR = 0;
  private static final int REPORT_ZONES = 8;
  private static final int REPORT_FLAGS = 12;
  private static final int REPORT_BYTES = 16;
  private static final int FLAG_CAPACITY = 1;

  // struct blk_zone.
  private static final int ZONE_START = 0;
  private static final int ZONE_LENGTH = 8;
  private static final int ZONE_POINTER = 16;
  private static final int ZONE_TYPE = 24;
  private static final int ZONE_CONDITION = 25;
  private static final int ZONE_RESET = 27;
  private static final int ZONE_CAPACITY = 32;
  private static final int ZONE_BYTES = 64;

  private static final MethodHandle IOCTL =
      NativeCall.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private ZoneIoctl() {}

  /** Bytes of memory that a report of so many zones needs. */
  public static int reportBytes(int zones) {
    return REPORT_BYTES + zones * ZONE_BYTES;
  }

  /** Sectors from the start of a zone to the start of the next; 0 if the device is not zoned. */
  public static long zoneSectors(int fd) {
    return number(fd, BLKGETZONESZ);
  }

  /** How many zones the device has. */
  public static long zones(int fd) {
    return number(fd, BLKGETNRZONES);
  }

  private static long number(int fd, long request) {
    MemorySegment value = NativeCall.ofThread().argument();
    value.set(JAVA_INT, 0, 0);
    long result = call(fd, request, value);
    return result < 0 ? result : value.get(JAVA_INT, 0) & 0xFFFF_FFFFL;
  }

  /**
   * Asks for zones.
   *
   * @param sector in the first of them
   * @param most how many, 1 or more
   * @param memory for the answer, {@link #reportBytes} long and aligned to 8 bytes
   * @return how many there are in the answer
   */
  public static int report(int fd, long sector, int most, MemorySegment memory) {
    memory.asSlice(0, reportBytes(most)).fill((byte) 0);
    memory.set(JAVA_LONG, REPORT_SECTOR, sector);
    memory.set(JAVA_INT, REPORT_ZONES, most);
    long result = call(fd, BLKREPORTZONE, memory);
    return result < 0 ? (int) result : Math.min(most, memory.get(JAVA_INT, REPORT_ZONES));
  }

  /** First sector of a zone in an answer. */
  public static long start(MemorySegment memory, int place) {
    return memory.get(JAVA_LONG, at(place, ZONE_START));
  }

  /** Sectors in a zone. */
  public static long length(MemorySegment memory, int place) {
    return memory.get(JAVA_LONG, at(place, ZONE_LENGTH));
  }

  /** The next sector to write in a zone that has a write pointer. */
  public static long writePointer(MemorySegment memory, int place) {
    return memory.get(JAVA_LONG, at(place, ZONE_POINTER));
  }

  /** Sectors of a zone that can be written; all of them if the kernel does not tell. */
  public static long capacity(MemorySegment memory, int place) {
    return (memory.get(JAVA_INT, REPORT_FLAGS) & FLAG_CAPACITY) != 0
        ? memory.get(JAVA_LONG, at(place, ZONE_CAPACITY))
        : length(memory, place);
  }

  /** The type of a zone, such as {@link #TYPE_SEQUENTIAL}. */
  public static int type(MemorySegment memory, int place) {
    return memory.get(JAVA_BYTE, at(place, ZONE_TYPE));
  }

  /** The condition of a zone, with the numbers that NVMe has for zone states; 0 without one. */
  public static int condition(MemorySegment memory, int place) {
    return memory.get(JAVA_BYTE, at(place, ZONE_CONDITION));
  }

  /** True if the device recommends to reset a zone. */
  public static boolean resetRecommended(MemorySegment memory, int place) {
    return memory.get(JAVA_BYTE, at(place, ZONE_RESET)) != 0;
  }

  private static long at(int place, int offset) {
    return REPORT_BYTES + (long) place * ZONE_BYTES + offset;
  }

  /**
   * Changes zones.
   *
   * @param sector first sector of the first zone
   * @param sectors a multiple of the zone size, or up to the end of the device
   * @return 0 or a negative errno
   */
  public static int manage(int fd, Action action, long sector, long sectors) {
    MemorySegment range = NativeCall.ofThread().argument();
    range.set(JAVA_LONG, 0, sector);
    range.set(JAVA_LONG, Long.BYTES, sectors);
    return (int) call(fd, action.request, range);
  }

  private static long call(int fd, long request, MemorySegment argument) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((int) IOCTL.invokeExact(call.state(), fd, request, argument.address()));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }
}
