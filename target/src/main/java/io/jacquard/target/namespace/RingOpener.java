package io.jacquard.target.namespace;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.engine.RingKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Opens a file on the rings of loops. Thread-safe. */
final class RingOpener implements AsyncFile.Opener {
  private final RingKind kind;
  private final int fd;
  private final int syncFd;
  private final boolean registered;
  private final Set<String> notes = new ConcurrentSkipListSet<>();

  /**
   * Makes one.
   *
   * @param fd to read and write through; the kernel may keep it open for as long as it likes
   * @param syncFd the same file, opened another time, to sync
   * @param registered files or buffers must be registered: what is not is an error
   */
  RingOpener(RingKind kind, int fd, int syncFd, boolean registered) {
    this.kind = kind;
    this.fd = fd;
    this.syncFd = syncFd;
    this.registered = registered;
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public AsyncFile open(Loop loop, int depth, AsyncFile.Listener listener) throws IOException {
    RingFile file = RingFile.open(loop, kind, fd, syncFd, listener);
    Optional<String> shortcoming = file.shortcoming();
    if (registered && shortcoming.isPresent()) {
      file.close();
      throw new IOException(shortcoming.get());
    }
    shortcoming.ifPresent(notes::add);
    return file;
  }
}
