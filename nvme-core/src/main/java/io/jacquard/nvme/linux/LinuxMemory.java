package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Anonymous memory straight from the kernel: pages that were never written take no room and read as
 * zeroes. Larger than 2 GiB is fine.
 */
public final class LinuxMemory {
  /** Size of a page in bytes, the unit of {@link #discard}. */
  public static final int PAGE = 4096;

  /** Size of a huge page in bytes, the unit of {@link #mapHuge}. */
  public static final int HUGE_PAGE = 2 << 20;

  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_SHARED = 0x01;
  private static final int MAP_PRIVATE = 0x02;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int MAP_POPULATE = 0x8000;
  private static final int MAP_LOCKED = 0x2000;
  private static final int MAP_HUGETLB_2MB = 0x40000 | 21 << 26;
  private static final int MREMAP_MAYMOVE = 1;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_NOHUGEPAGE = 15;

  private static final MethodHandle MMAP =
      NativeCall.function(
          "mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle MUNMAP =
      NativeCall.function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle MREMAP =
      NativeCall.variadic("mremap", 4, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle MADVISE =
      NativeCall.function("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private LinuxMemory() {}

  /**
   * Maps memory that is page-aligned, zero, and not yet backed by anything.
   *
   * @param bytes size, more than 0
   */
  public static MemorySegment map(long bytes) throws SystemCallException {
    long address = map(bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check("mmap", bytes, address);
    // A huge page for each small write would take 512 times the room.
    advise(address, bytes, MADV_NOHUGEPAGE);
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /**
   * Maps memory that is shared with whatever is behind a descriptor: a ring of the kernel, a
   * device's registers. {@link #unmap} ends it.
   *
   * @param bytes how much, more than 0
   * @param offset where it begins, a multiple of {@link #PAGE}
   */
  public static MemorySegment mapShared(int fd, long bytes, long offset)
      throws SystemCallException {
    long address = map(bytes, MAP_SHARED | MAP_POPULATE, fd, offset);
    check("mmap", bytes, address);
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /**
   * Maps huge pages, present and zero; {@link #unmap} ends it.
   *
   * @param bytes how much, a multiple of {@link #HUGE_PAGE}
   * @throws SystemCallException with {@link Errno#ENOMEM} if not as many are reserved
   */
  public static MemorySegment mapHuge(long bytes) throws SystemCallException {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB_2MB | MAP_LOCKED | MAP_POPULATE;
    long address = map(bytes, flags, -1, 0);
    check("mmap of huge pages", bytes, address);
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  private static long map(long bytes, int flags, int fd, long offset) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf(
          (long) MMAP.invokeExact(call.state(), 0L, bytes, PROT_READ_WRITE, flags, fd, offset));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** Changes the size of a mapping, which may move; the old segment must not be used any more. */
  public static MemorySegment remap(MemorySegment mapping, long bytes) throws SystemCallException {
    NativeCall call = NativeCall.ofThread();
    long address;
    try {
      address =
          call.resultOf(
              (long)
                  MREMAP.invokeExact(
                      call.state(), mapping.address(), mapping.byteSize(), bytes, MREMAP_MAYMOVE));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
    check("mremap", bytes, address);
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /**
   * Gives whole pages back; they read as zeroes afterwards. Allocates nothing.
   *
   * @param address start, a multiple of {@link #PAGE}
   * @param bytes length, a multiple of {@link #PAGE}
   * @return 0 or a negative errno
   */
  public static int discard(long address, long bytes) {
    return advise(address, bytes, MADV_DONTNEED);
  }

  /** Ends a mapping; nothing may use it any more. */
  public static void unmap(MemorySegment mapping) throws SystemCallException {
    NativeCall call = NativeCall.ofThread();
    long result;
    try {
      result =
          call.resultOf(
              (int) MUNMAP.invokeExact(call.state(), mapping.address(), mapping.byteSize()));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
    check("munmap", mapping.byteSize(), result);
  }

  private static int advise(long address, long bytes, int advice) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) MADVISE.invokeExact(call.state(), address, bytes, advice));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  private static void check(String name, long bytes, long result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(name, bytes + " bytes of memory", (int) -result);
    }
  }
}
