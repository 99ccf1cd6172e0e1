package io.jacquard.lab.contract;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.jacquard.nvme.linux.LinuxFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What the kernel holds of a range of a file (cachestat(2), Linux 6.5).
 *
 * @param cached pages in memory
 * @param dirty of these, pages that the medium does not have yet
 * @param writeback pages on their way to the medium
 */
record PageCache(long cached, long dirty, long writeback) {
  private static final long SYS_CACHESTAT = 451;
  private static final int RANGE_BYTES = 16;
  private static final int RESULT_BYTES = 40;
  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
              FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT),
              Linker.Option.firstVariadicArg(1));

  /** Pages that a loss of power would lose. */
  long unsafe() {
    return dirty + writeback;
  }

  static PageCache of(Path path, long offset, long length) throws IOException {
    try (LinuxFile file = LinuxFile.open(path, LinuxFile.O_RDONLY, 0);
        Arena arena = Arena.ofConfined()) {
      MemorySegment range = arena.allocate(RANGE_BYTES, Long.BYTES);
      range.set(JAVA_LONG, 0, offset);
      range.set(JAVA_LONG, 8, length);
      MemorySegment result = arena.allocate(RESULT_BYTES, Long.BYTES);
      long status =
          (long)
              SYSCALL.invokeExact(SYS_CACHESTAT, file.fd(), range.address(), result.address(), 0);
      if (status != 0) {
        throw new IOException("cachestat failed: this test needs Linux 6.5");
      }
      return new PageCache(
          result.get(JAVA_LONG, 0), result.get(JAVA_LONG, 8), result.get(JAVA_LONG, 16));
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IOException(e);
    }
  }
}
