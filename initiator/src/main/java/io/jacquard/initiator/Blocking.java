package io.jacquard.initiator;

import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for futures on behalf of callers that block, such as virtual threads. */
final class Blocking {
  private Blocking() {}

  /**
   * Waits.
   *
   * @throws InitiatorException if the future failed
   * @throws InterruptedIOException if the thread was interrupted; the command goes on, and its
   *     buffer must not be used until the connection is closed
   * @throws IllegalStateException on a loop, which must not block
   */
  static <T> T await(CompletableFuture<T> future, Lanes lanes)
      throws InitiatorException, InterruptedIOException {
    if (lanes.inLoop() && !future.isDone()) {
      throw new IllegalStateException(
          "a blocking call on a loop of the initiator would wait for itself: use the call that"
              + " returns a future");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw Failure.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for the controller");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
