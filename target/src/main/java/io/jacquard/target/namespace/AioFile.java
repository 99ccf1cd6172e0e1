package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.linux.LinuxAio;
import io.jacquard.nvme.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A file or device, opened for direct I/O, by the kernel's older interface (libaio). Each queue has
 * a context of its own. What the kernel has begun it does not take back, and it has no way to
 * change space.
 */
final class AioFile implements AsyncFile {
  /** Operations that the kernel has at a time; fs.aio-max-nr bounds the sum of all queues'. */
  private static final int AT_A_TIME = 256;

  private final Loop loop;
  private final int fd;
  private final Listener listener;
  private final EventFd event;
  private final LinuxAio context;
  private final Loop.Watch watch;
  private final Loop.Poller poller = new AioPoller();
  private final LinuxAio.Completions completions = this::completed;
  private int inFlight;
  private boolean closed;

  private AioFile(Loop loop, int fd, Listener listener, EventFd event, LinuxAio context)
      throws IOException {
    this.loop = loop;
    this.fd = fd;
    this.listener = listener;
    this.event = event;
    this.context = context;
    this.watch = loop.watch(event.fd(), this::signalled);
    loop.addPoller(poller);
  }

  /** Opens the way to a file for a loop. */
  static AioFile open(Loop loop, int fd, int depth, Listener listener) throws IOException {
    EventFd event = EventFd.create();
    try {
      LinuxAio context = LinuxAio.open(depth, Math.min(depth, AT_A_TIME), event.fd());
      try {
        return new AioFile(loop, fd, listener, event, context);
      } catch (IOException | RuntimeException e) {
        context.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      event.close();
      throw e;
    }
  }

  @Override
  public boolean read(int tag, long address, int length, long offset) {
    context.read(tag, fd, address, length, offset);
    inFlight++;
    return true;
  }

  @Override
  public boolean write(int tag, long address, int length, long offset, boolean durable) {
    context.write(tag, fd, address, length, offset, durable);
    inFlight++;
    return true;
  }

  @Override
  public boolean syncs() {
    return true;
  }

  @Override
  public boolean sync(int tag) {
    context.sync(tag, fd);
    inFlight++;
    return true;
  }

  @Override
  public boolean fallocates() {
    return false;
  }

  @Override
  public boolean fallocate(int tag, int mode, long offset, long length) {
    throw new UnsupportedOperationException("libaio has no fallocate");
  }

  @Override
  public void cancel(int tag) {
    // It runs to its end.
  }

  @Override
  public void submit() {
    context.submit(completions);
  }

  private void completed(int tag, long result) {
    inFlight--;
    listener.completed(tag, (int) result);
  }

  private void signalled() {
    event.drain();
    poll();
  }

  private int poll() {
    if (closed || inFlight == 0) {
      return 0;
    }
    int count = context.reap(completions);
    if (!closed) {
      submit();
    }
    return count;
  }

  @Override
  public void close() {
    closed = true;
    loop.removePoller(poller);
    watch.close();
    try {
      context.close();
      event.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class AioPoller implements Loop.Poller {
    @Override
    public int poll() {
      return AioFile.this.poll();
    }

    @Override
    public boolean mayRest() {
      return closed || context.unsubmitted() == 0;
    }
  }
}
