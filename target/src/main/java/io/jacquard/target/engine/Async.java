package io.jacquard.target.engine;

import java.util.Arrays;
import java.util.Optional;

/** How I/O commands are carried out, by xNVMe's names. */
public enum Async {
  /** At once, by the loop itself, which waits: a reference, for media that never block. */
  EMU("emu"),
  /** By threads that may wait. */
  THRPOOL("thrpool"),
  /** By the kernel's older interface for direct I/O. */
  LIBAIO("libaio"),
  /** By the kernel, through a ring. */
  IO_URING("io_uring"),
  /** By the kernel's NVMe driver, which is handed the commands through a ring. */
  IO_URING_CMD("io_uring_cmd"),
  /** By queue pairs of a controller. */
  NVME("nvme");

  private final String word;

  Async(String word) {
    this.word = word;
  }

  /** The name in URIs and reports. */
  public String word() {
    return word;
  }

  /** The one with a name. */
  public static Optional<Async> of(String word) {
    return Arrays.stream(values()).filter(a -> a.word.equals(word)).findFirst();
  }
}
