package io.jacquard.nvme.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileTest {
  private static final int NEW = LinuxFile.O_RDWR | LinuxFile.O_CREAT;
  private static final int MODE = 0600;
  private static final long FAR = 5L << 30;

  @TempDir Path directory;

  private final MemorySegment memory = Arena.ofAuto().allocate(8192, 4096);

  @Test
  void whatWasWrittenIsReadBackBeyondFourGib() throws Exception {
    try (LinuxFile file = LinuxFile.open(directory.resolve("f"), NEW, MODE)) {
      memory.fill((byte) 7);
      assertThat(file.pwrite(memory.address(), 4096, FAR)).isEqualTo(4096);
      assertThat(file.pwriteDurable(memory.address(), 512, FAR + 4096)).isEqualTo(512);
      memory.fill((byte) 0);
      assertThat(file.pread(memory.address(), 8192, FAR)).isEqualTo(4608);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 4607)).isEqualTo((byte) 7);
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 4608)).isZero();
      assertThat(file.pread(memory.address(), 1, FAR + 4608)).isZero();
      assertThat(file.seekEnd()).isEqualTo(FAR + 4608);
      assertThat(file.fdatasync()).isZero();
    }
  }

  @Test
  void onePreadvFillsSeveralPieces() throws Exception {
    Path path = Files.write(directory.resolve("f"), new byte[] {1, 2, 3, 4, 5, 6});
    try (LinuxFile file = LinuxFile.open(path, LinuxFile.O_RDONLY, 0);
        Arena arena = Arena.ofConfined()) {
      MemorySegment vector = arena.allocate(32, 8);
      vector.set(ValueLayout.JAVA_LONG, 0, memory.address() + 100);
      vector.set(ValueLayout.JAVA_LONG, 8, 2);
      vector.set(ValueLayout.JAVA_LONG, 16, memory.address());
      vector.set(ValueLayout.JAVA_LONG, 24, 3);
      assertThat(file.preadv(vector, 2, 1)).isEqualTo(5);
      assertThat(memory.asSlice(100, 2).toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 3);
      assertThat(memory.asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(4, 5, 6);
    }
  }

  @Test
  void errorsOfTheDataPathAreNegativeNumbers() throws Exception {
    Path path = Files.write(directory.resolve("f"), new byte[10]);
    try (LinuxFile file = LinuxFile.open(path, LinuxFile.O_RDONLY, 0)) {
      assertThat(file.pwrite(memory.address(), 1, 0)).isEqualTo(-Errno.EBADF);
      assertThat(file.pwriteDurable(memory.address(), 1, 0)).isEqualTo(-Errno.EBADF);
      assertThat(file.pread(memory.address(), 1, -1)).isEqualTo(-Errno.EINVAL);
      assertThat(file.fallocate(LinuxFile.FALLOC_FL_KEEP_SIZE, 0, 0)).isEqualTo(-Errno.EINVAL);
    }
  }

  @Test
  void errorsOfOpeningNameCallPathAndErrno() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> LinuxFile.open(missing, LinuxFile.O_RDONLY, 0))
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessage(missing + ": open: no such file or directory (ENOENT)");
    assertThatThrownBy(() -> LinuxFile.open(directory, LinuxFile.O_RDWR, 0))
        .hasMessageContaining("EISDIR");
  }

  @Test
  void punchedAndZeroedRangesReadAsZeroesAndOnlyHolesGiveSpaceBack() throws Exception {
    try (LinuxFile file = LinuxFile.open(directory.resolve("f"), NEW, MODE)) {
      memory.fill((byte) 9);
      for (int i = 0; i < 16; i++) {
        file.pwrite(memory.address(), 8192, i * 8192L);
      }
      file.sync();
      long full = file.status().allocated();
      assertThat(full).isGreaterThanOrEqualTo(131072);
      int zero = LinuxFile.FALLOC_FL_ZERO_RANGE | LinuxFile.FALLOC_FL_KEEP_SIZE;
      int punch = LinuxFile.FALLOC_FL_PUNCH_HOLE | LinuxFile.FALLOC_FL_KEEP_SIZE;
      assertThat(file.fallocate(zero, 0, 65536)).isZero();
      file.sync();
      assertThat(file.status().allocated()).isGreaterThanOrEqualTo(131072);
      assertThat(file.fallocate(punch, 65536, 65536)).isZero();
      file.sync();
      assertThat(file.status().allocated()).isLessThanOrEqualTo(full - 65536);
      for (long at : new long[] {0, 65536 - 8192, 65536, 131072 - 8192}) {
        assertThat(file.pread(memory.address(), 8192, at)).isEqualTo(8192);
        assertThat(memory.mismatch(MemorySegment.ofArray(new byte[8192]))).isEqualTo(-1);
      }
      file.truncate(100);
      assertThat(file.status().size()).isEqualTo(100);
    }
  }

  @Test
  void statusTellsKindAndIdentity() throws Exception {
    Path path = Files.write(directory.resolve("f"), new byte[1000]);
    try (LinuxFile file = LinuxFile.open(path, LinuxFile.O_RDONLY, 0);
        LinuxFile again = LinuxFile.open(path, LinuxFile.O_RDONLY, 0);
        LinuxFile folder = LinuxFile.open(directory, LinuxFile.O_RDONLY, 0);
        LinuxFile device = LinuxFile.open(Path.of("/dev/null"), LinuxFile.O_RDONLY, 0)) {
      FileStatus status = file.status();
      assertThat(status.kind()).isEqualTo(FileStatus.Kind.REGULAR);
      assertThat(status.size()).isEqualTo(1000);
      assertThat(status.preferredBlock()).isPositive();
      assertThat(status.inode()).isEqualTo(Files.getAttribute(path, "unix:ino"));
      assertThat(status).isEqualTo(again.status());
      assertThat(folder.status().kind()).isEqualTo(FileStatus.Kind.DIRECTORY);
      assertThat(device.status().kind()).isEqualTo(FileStatus.Kind.CHARACTER_DEVICE);
    }
  }

  @Test
  void anExclusiveLockKeepsOthersOutAndNamesItsHolder() throws Exception {
    Path path = directory.resolve("f");
    try (LinuxFile second = LinuxFile.open(path, NEW, MODE)) {
      try (LinuxFile first = LinuxFile.open(path, LinuxFile.O_RDWR, 0)) {
        assertThat(first.tryLock(true)).isTrue();
        assertThat(second.tryLock(true)).isFalse();
        assertThat(second.tryLock(false)).isFalse();
        Optional<String> holder = LockHolders.of(second.status());
        assertThat(holder.orElseThrow()).contains(Long.toString(ProcessHandle.current().pid()));
      }
      assertThat(second.tryLock(false)).isTrue();
      try (LinuxFile third = LinuxFile.open(path, LinuxFile.O_RDONLY, 0)) {
        assertThat(third.tryLock(false)).isTrue();
      }
    }
  }

  @Test
  void anonymousMemoryIsZeroUntilWrittenAndAfterDiscarding() throws Exception {
    MemorySegment map = LinuxMemory.map(FAR + 4096);
    assertThat(map.address() % LinuxMemory.PAGE).isZero();
    map.set(ValueLayout.JAVA_LONG, FAR, 42);
    map.set(ValueLayout.JAVA_LONG, 0, 43);
    assertThat(LinuxMemory.discard(map.address() + FAR, LinuxMemory.PAGE)).isZero();
    assertThat(map.get(ValueLayout.JAVA_LONG, FAR)).isZero();
    assertThat(LinuxMemory.discard(map.address() + 1, LinuxMemory.PAGE)).isEqualTo(-Errno.EINVAL);
    MemorySegment moved = LinuxMemory.remap(map, 2 * FAR);
    assertThat(moved.byteSize()).isEqualTo(2 * FAR);
    assertThat(moved.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(43);
    assertThat(moved.get(ValueLayout.JAVA_LONG, 2 * FAR - 8)).isZero();
    LinuxMemory.unmap(moved);
    assertThatThrownBy(() -> LinuxMemory.map(1L << 60)).hasMessageContaining("mmap");
  }
}
