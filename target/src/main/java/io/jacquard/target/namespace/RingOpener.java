package io.jacquard.target.namespace;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.engine.RingKind;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Opens a file on the rings of loops. Thread-safe. */
final class RingOpener implements AsyncFile.Opener {
  private final RingKind kind;
  private final int fd;
  private final boolean register;
  private final Set<String> notes = new ConcurrentSkipListSet<>();

  /**
   * Makes one.
   *
   * @param fd the open file
   * @param register whether the kernel may keep the file open for as long as it likes
   */
  RingOpener(RingKind kind, int fd, boolean register) {
    this.kind = kind;
    this.fd = fd;
    this.register = register;
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public AsyncFile open(Loop loop, int depth, AsyncFile.Listener listener) throws IOException {
    RingFile file = RingFile.open(loop, kind, fd, register, listener);
    file.shortcoming().ifPresent(notes::add);
    return file;
  }
}
