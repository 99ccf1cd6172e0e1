package io.jacquard.target.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a server in good order on SIGTERM and Ctrl-C: runs its stop action, then ends the process
 * with exit code 0; with 1 if the action fails or takes too long.
 */
public final class StopSignal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What a server does to stop. */
  @FunctionalInterface
  public interface Action {

    /** Stops; may block. */
    void stop() throws Exception;
  }

  private final Action action;
  private final Thread hook = new Thread(this::onSignal, "jacquard-stop");
  private final CountDownLatch released = new CountDownLatch(1);

  /** Waits for a signal from now on. */
  public StopSignal(Action action) {
    this.action = action;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits until {@link #close}; a signal ends the process meanwhile. */
  public void await() throws InterruptedException {
    released.await();
  }

  private void onSignal() {
    Runtime.getRuntime().halt(stop());
  }

  private int stop() {
    int[] code = {1};
    Thread stopping =
        Thread.ofPlatform()
            .name("jacquard-stopping")
            .daemon()
            .start(
                () -> {
                  try {
                    action.stop();
                    code[0] = 0;
                  } catch (Exception e) {
                    LOG.error("stopping failed", e);
                  }
                });
    try {
      if (!stopping.join(LIMIT)) {
        LOG.error("still not stopped after {} s; giving up", LIMIT.toSeconds());
        return 1;
      }
    } catch (InterruptedException e) {
      LOG.error("interrupted while stopping", e);
      return 1;
    }
    return code[0];
  }

  /** Leaves signals to the JVM again; harmless while the process is ending. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      LOG.debug("the process is ending already", alreadyEnding);
    }
    released.countDown();
  }
}
