package io.jacquard.target.passthrough;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the kernel has found a namespace changed: formatted by somebody, or of another size.
 * The kernel hears of it from the controller and keeps it in files, which are looked at once a
 * second; the device is not troubled. Thread-safe.
 */
final class ShapeWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShapeWatch.class);
  private static final ScheduledThreadPoolExecutor THREAD = thread();
  private static final long INTERVAL_MILLIS = 1000;

  /** Nothing is told of a device that is gone; its commands say so themselves. */
  private static final String GONE = "";

  private final Path node;
  private final Change change;
  private final Future<?> looking;
  private volatile String known;

  /** What is to be done after a change. */
  @FunctionalInterface
  interface Change {
    /**
     * Looks at what has changed. May block.
     *
     * @throws IOException if it could not; it is tried again
     */
    void happened() throws IOException;
  }

  private ShapeWatch(Path node, Change change) {
    this.node = node;
    this.change = change;
    this.known = told();
    this.looking =
        THREAD.scheduleWithFixedDelay(
            this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor thread() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("nvme-shapes").factory());
    thread.setKeepAliveTime(INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    thread.allowCoreThreadTimeOut(true);
    thread.setRemoveOnCancelPolicy(true);
    return thread;
  }

  /** Begins for a namespace by one of its nodes. */
  static ShapeWatch begin(Path node, Change change) {
    return new ShapeWatch(node, change);
  }

  private void look() {
    String now = told();
    if (now.equals(known) || now.equals(GONE)) {
      return;
    }
    try {
      change.happened();
      known = now;
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} has changed and cannot be looked at: {}", node, e.getMessage());
    }
  }

  /** What the kernel tells of size and blocks, or {@link #GONE}. */
  private String told() {
    try {
      Optional<BlockNode> block = BlockNode.of(node);
      if (block.isEmpty()) {
        return GONE;
      }
      Path attributes = block.get().attributes();
      return Files.readString(attributes.resolve("size"))
          + Files.readString(attributes.resolve("queue/logical_block_size"));
    } catch (IOException e) {
      LOG.debug("{} has no block device now", node, e);
      return GONE;
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
  }
}
