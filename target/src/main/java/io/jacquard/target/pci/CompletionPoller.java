package io.jacquard.target.pci;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.pci.PciOptions.Polling;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how a loop hears of completions: by looking in each of its turns while they come often,
 * by the interrupt when they do not, so that the loop may sleep. Confined to the loop.
 */
final class CompletionPoller implements Loop.Poller {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionPoller.class);

  /** After so long without a completion the loop does not look any more. */
  private static final long PATIENCE_NANOS = 1_000_000;

  private final Loop loop;
  private final Polling polling;
  private final Source source;
  private EventFd vector;
  private Loop.Watch watch;
  private boolean on;
  private long lastEvent;

  /** Where completions come from. */
  interface Source {
    /** Handles the completions that are there; returns how many. */
    int poll();

    /** For how many commands a completion is awaited. */
    int awaited();
  }

  CompletionPoller(Loop loop, Polling polling, Source source) {
    this.loop = loop;
    this.polling = polling;
    this.source = source;
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
    if (source.poll() > 0) {
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
    int count = source.poll();
    long now = loop.nanoTime();
    if (count > 0) {
      lastEvent = now;
    } else if (on && now - lastEvent > PATIENCE_NANOS && mayRest()) {
      stop();
    }
    return count;
  }

  @Override
  public boolean mayRest() {
    return watch != null || source.awaited() == 0;
  }

  private void stop() {
    if (on) {
      on = false;
      loop.removePoller(this);
    }
  }

  /** Ends: nobody is interested in completions any more. */
  void end() {
    stop();
    if (watch != null) {
      watch.close();
      watch = null;
    }
  }
}
