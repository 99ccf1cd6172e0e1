package io.jacquard.target.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a program in good order on SIGTERM and Ctrl-C: runs its stop action, then ends the process.
 * The exit code is 1 if the action fails or takes too long.
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
  private final boolean breaksOff;
  private final Thread hook = new Thread(this::onSignal, "jacquard-stop");
  private final CountDownLatch released = new CountDownLatch(1);

  private StopSignal(Action action, boolean breaksOff) {
    this.action = action;
    this.breaksOff = breaksOff;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits for a signal from now on that ends a server, as it is meant to end: exit code 0. */
  public StopSignal(Action action) {
    this(action, false);
  }

  /**
   * Waits for a signal from now on that breaks off what would have come to its own end: the exit
   * code tells of the signal, 130 for Ctrl-C.
   */
  public static StopSignal breakingOff(Action action) {
    return new StopSignal(action, true);
  }

  /** Waits until {@link #close}; a signal ends the process meanwhile. */
  public void await() throws InterruptedException {
    released.await();
  }

  private void onSignal() {
    int code = stop();
    if (code != 0 || !breaksOff) {
      Runtime.getRuntime().halt(code);
    }
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
