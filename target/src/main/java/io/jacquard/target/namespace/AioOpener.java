package io.jacquard.target.namespace;

import io.jacquard.nvme.loop.Loop;
import java.io.IOException;
import java.util.List;

/**
 * Opens a file by libaio's system calls.
 *
 * @param fd the file, opened for direct I/O
 */
record AioOpener(int fd) implements AsyncFile.Opener {
  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public AsyncFile open(Loop loop, int depth, AsyncFile.Listener listener) throws IOException {
    return AioFile.open(loop, fd, depth, listener);
  }
}
