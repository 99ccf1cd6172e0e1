package io.jacquard.target;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes what a target exports, and the one on which media are closed, which
 * the former waits for. Thread-safe.
 */
final class ControlThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);

  private final ExecutorService control = daemon("jacquard-control");
  private final ExecutorService media = daemon("jacquard-media");

  private static ExecutorService daemon(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon().factory());
  }

  /** Closes media. */
  ExecutorService media() {
    return media;
  }

  /**
   * Does something on the control thread and waits for it.
   *
   * @throws IOException what the work threw
   * @throws IllegalStateException if the thread has ended
   */
  <T> T call(Callable<T> work) throws IOException {
    Future<T> result = submit(work);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true; // half a change would be worse than a late one
        }
      }
    } catch (ExecutionException e) {
      throw asIoException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Does something on the control thread, later; nothing if that has ended. */
  @Override
  public void execute(Runnable work) {
    try {
      control.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("the target was closed before {} could be done", work, e);
    }
  }

  private <T> Future<T> submit(Callable<T> work) {
    try {
      return control.submit(work);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the target is closed", e);
    }
  }

  private static IOException asIoException(Throwable cause) {
    return switch (cause) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(cause);
    };
  }

  /** On the control thread: waits until all are done, or for {@code limit}; false if in vain. */
  static boolean await(List<CompletableFuture<Void>> all, Duration limit, String what) {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
          .get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      LOG.warn("{} not within {}", what, limit);
    } catch (ExecutionException e) {
      LOG.error("{} failed", what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  @Override
  public void close() {
    control.shutdown();
    media.shutdown();
  }
}
