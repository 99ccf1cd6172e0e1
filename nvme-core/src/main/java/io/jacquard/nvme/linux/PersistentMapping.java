package io.jacquard.nvme.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import jdk.nio.mapmode.ExtendedMapMode;

/**
 * A file on persistent memory, mapped so that a store whose cache line was written back survives a
 * loss of power (DAX with MAP_SYNC).
 *
 * <p>Thread-safe, but for {@link #close}. Where the medium has lost data, or the file was cut, an
 * access raises an {@link InternalError} a little later: see {@link #faultsHere}.
 */
public final class PersistentMapping implements AutoCloseable {
  private static final int POLLS = 2;

  private static volatile int polls = POLLS;

  private final Arena arena;
  private final MemorySegment memory;
  private final boolean writesBack;

  private PersistentMapping(Arena arena, MemorySegment memory, boolean writesBack) {
    this.arena = arena;
    this.memory = memory;
    this.writesBack = writesBack;
  }

  /**
   * Maps the first {@code bytes} of a file.
   *
   * @throws IOException if it is not on persistent memory, with the remedy
   */
  public static PersistentMapping open(Path path, long bytes, boolean readOnly) throws IOException {
    Set<StandardOpenOption> access =
        readOnly
            ? Set.of(StandardOpenOption.READ)
            : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileChannel.MapMode mode =
        readOnly ? ExtendedMapMode.READ_ONLY_SYNC : ExtendedMapMode.READ_WRITE_SYNC;
    try {
      return map(path, bytes, access, mode, noWriteBack().isEmpty());
    } catch (IOException | UnsupportedOperationException e) {
      throw new IOException(path + " cannot be mapped as persistent memory: " + reason(e), e);
    }
  }

  /**
   * Maps the first {@code bytes} of a file that need not be on persistent memory: what is stored is
   * in the page cache until fdatasync.
   */
  public static PersistentMapping ofAnyFile(Path path, long bytes) throws IOException {
    Set<StandardOpenOption> access = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    return map(path, bytes, access, FileChannel.MapMode.READ_WRITE, false);
  }

  private static PersistentMapping map(
      Path path,
      long bytes,
      Set<StandardOpenOption> access,
      FileChannel.MapMode mode,
      boolean writesBack)
      throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, access)) {
      return new PersistentMapping(arena, channel.map(mode, 0, bytes, arena), writesBack);
    } catch (IOException | UnsupportedOperationException e) {
      arena.close();
      throw e;
    }
  }

  private static String reason(Exception e) {
    return e instanceof UnsupportedOperationException
        ? "this processor or Java runtime has no way to write cache lines back: open it with file:"
        : "the kernel answered '"
            + e.getMessage()
            + "' to MAP_SYNC: name a file of a file system on persistent memory that is mounted"
            + " with '-o dax' (ext4 or xfs on /dev/pmem0), or open it with file:";
  }

  /**
   * Why this Java runtime cannot write cache lines back itself. The JDK has the instruction in the
   * optimising compiler's stubs only and crashes without them.
   */
  public static Optional<String> noWriteBack() {
    String mode = System.getProperty("java.vm.info", "");
    boolean optimises = !mode.contains("interpreted") && !mode.contains("emulated-client");
    return optimises
        ? Optional.empty()
        : Optional.of(
            "cache lines are written back by fdatasync, since Java runs without its optimising"
                + " compiler ("
                + mode
                + "): leave out -Xint and -XX:TieredStopAtLevel");
  }

  /** The memory. */
  public MemorySegment memory() {
    return memory;
  }

  /** True if {@link #writeBack} may be called; otherwise fdatasync does the same, more slowly. */
  public boolean writesBack() {
    return writesBack;
  }

  /** Makes what was stored in a range survive a loss of power. Allocates nothing once compiled. */
  public void writeBack(long offset, long length) {
    memory.asSlice(offset, length).force();
  }

  /**
   * Called after an access, within the {@code try} that catches its {@link InternalError}: the
   * error of a fault in compiled code comes at the next place where the thread can be stopped. This
   * is one: a loop that the compiler cannot count.
   */
  public static void faultsHere() {
    for (int i = 0; i < polls; i++) {
      Thread.onSpinWait();
    }
  }

  /** Ends the mapping; nothing uses it any more. */
  @Override
  public void close() {
    arena.close();
  }
}
