package io.jacquard.target.config;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the content of a file has changed, however it was written: in place, or by renaming
 * another file over it as editors do, or by a symbolic link that points elsewhere now. Watches the
 * directory and looks at the content at a slow interval as well, for file systems that report
 * nothing. A file that is gone for a moment is no change.
 */
public final class ConfigurationWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatcher.class);
  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration SETTLE = Duration.ofMillis(100);
  private static final int MAX_BYTES = 4 * Document.MAX_CHARACTERS;

  private final Path file;
  private final Runnable changed;
  private final WatchService service;
  private final Thread thread;
  private byte[] seen;
  private volatile boolean closed;

  /**
   * Starts to watch.
   *
   * @param changed run on a thread of the watcher for each change; the content may change again
   *     while it runs, which is told afterwards
   * @throws IOException if the directory cannot be watched
   */
  public ConfigurationWatcher(Path file, Runnable changed) throws IOException {
    this.file = file.toAbsolutePath();
    this.changed = changed;
    seen = digest().orElseGet(() -> new byte[0]);
    service = FileSystems.getDefault().newWatchService();
    try {
      Path directory = this.file.getParent();
      directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException e) {
      service.close();
      throw e;
    }
    thread = Thread.ofPlatform().name("jacquard-config").daemon().start(this::watch);
  }

  private void watch() {
    while (!closed) {
      try {
        awaitEvent();
        check();
      } catch (ClosedWatchServiceException | InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("applying {} failed", file, e);
      }
    }
  }

  /** Waits for an event or the interval; then until a burst of events, as of a copy, is over. */
  private void awaitEvent() throws InterruptedException {
    WatchKey key = service.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
    while (key != null) {
      key.pollEvents();
      key.reset();
      key = service.poll(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void check() {
    Optional<byte[]> now = digest();
    if (now.isPresent() && !Arrays.equals(now.get(), seen)) {
      seen = now.get();
      changed.run();
    }
  }

  private Optional<byte[]> digest() {
    try (var in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return Optional.of(sha.digest(in.readNBytes(MAX_BYTES)));
    } catch (IOException absent) {
      LOG.debug("{} cannot be read now", file, absent);
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Stops watching; waits for a change that is being told. */
  @Override
  public void close() throws IOException {
    closed = true;
    service.close();
    boolean interrupted = false;
    while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
