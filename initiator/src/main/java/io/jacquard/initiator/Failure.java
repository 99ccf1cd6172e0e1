package io.jacquard.initiator;

import io.jacquard.nvme.wire.MalformedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns what a future failed with into what callers catch. */
final class Failure {
  private Failure() {}

  /** The reason, without the wrapping of futures. */
  static InitiatorException of(Throwable thrown) {
    Throwable reason = thrown;
    while ((reason instanceof CompletionException || reason instanceof ExecutionException)
        && reason.getCause() != null) {
      reason = reason.getCause();
    }
    return switch (reason) {
      case InitiatorException known -> known;
      case MalformedException malformed ->
          new UnsuitableControllerException(
              "the controller sent something malformed: " + malformed.getMessage(), malformed);
      default ->
          new UnsuitableControllerException("cannot work with the controller: " + reason, reason);
    };
  }
}
