package io.jacquard.initiator.cli;

import io.jacquard.initiator.DirectNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A few requests of a long transfer under way at a time, each with its own buffer; they are waited
 * for in order. Used by one thread.
 */
final class Pipeline {
  /** Data of one request in bytes. */
  static final int CHUNK = 1 << 20;

  private static final int DEPTH = 8;

  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private final ArrayDeque<Entry> underWay = new ArrayDeque<>();

  private record Entry(ByteBuffer buffer, CompletableFuture<Void> done) {}

  Pipeline() {
    for (int i = 0; i < DEPTH; i++) {
      free.add(DirectNamespace.allocate(CHUNK));
    }
  }

  /** True if another request may be started. */
  boolean hasRoom() {
    return !free.isEmpty();
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  /** A buffer for the next request, position 0 and limit at its end. */
  ByteBuffer buffer() {
    return free.removeFirst().clear();
  }

  void started(ByteBuffer buffer, CompletableFuture<Void> done) {
    underWay.add(new Entry(buffer, done));
  }

  /** Gives a buffer back that was not used. */
  void unused(ByteBuffer buffer) {
    free.addLast(buffer);
  }

  /**
   * Waits for the oldest request.
   *
   * @return its buffer, to be used before the next call of {@link #buffer}
   */
  ByteBuffer next() throws IOException {
    Entry oldest = underWay.removeFirst();
    try {
      oldest.done().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (CancellationException e) {
      throw new IOException("the request was cancelled", e);
    }
    free.addLast(oldest.buffer());
    return oldest.buffer();
  }
}
