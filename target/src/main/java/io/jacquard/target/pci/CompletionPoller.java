package io.jacquard.target.pci;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.pci.PciOptions.Polling;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how a loop hears of completions: by looking in each of its turns while they come often,
 * by the interrupt when they do not, so that the loop may sleep. Confined to the loop.
 */
final class CompletionPoller implements Loop.Poller {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionPoller.class);

  /** After so long without a completion the interrupt is waited for. */
  private static final long PATIENCE_NANOS = 50_000;

  private final Loop loop;
  private final Polling polling;
  private final IntSupplier completions;
  private EventFd vector;
  private Loop.Watch watch;
  private boolean on;
  private long lastEvent;

  /**
   * A poller.
   *
   * @param completions handles the completions that are there, and says how many
   */
  CompletionPoller(Loop loop, Polling polling, IntSupplier completions) {
    this.loop = loop;
    this.polling = polling;
    this.completions = completions;
  }

  /** Begins, with an interrupt or without. */
  void begin(Optional<EventFd> interrupt) {
    if (interrupt.isEmpty() || watch != null) {
      return;
    }
    try {
      vector = interrupt.get();
      watch = loop.watch(vector.fd(), this::interrupted);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("interrupts cannot be waited for, completions are polled for", e);
    }
  }

  private void interrupted() {
    vector.drain();
    if (completions.getAsInt() > 0) {
      busy();
    }
  }

  /** Commands are in flight: completions may come soon. */
  void busy() {
    if (on || watch != null && polling == Polling.OFF) {
      return;
    }
    on = true;
    lastEvent = loop.nanoTime();
    loop.addPoller(this);
  }

  @Override
  public int poll() {
    int count = completions.getAsInt();
    if (watch != null && on) {
      long now = loop.nanoTime();
      if (count > 0) {
        lastEvent = now;
      } else if (now - lastEvent > PATIENCE_NANOS) {
        idle();
      }
    }
    return count;
  }

  /** No commands are in flight, or none that end soon. */
  void idle() {
    if (on) {
      on = false;
      loop.removePoller(this);
    }
  }

  /** Ends: nobody is interested in completions any more. */
  void end() {
    idle();
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
