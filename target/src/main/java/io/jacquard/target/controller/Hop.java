package io.jacquard.target.controller;

import io.jacquard.nvme.loop.Loop;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives work to another loop that may have ended before: the end of a target. */
final class Hop {
  private static final Logger LOG = LoggerFactory.getLogger(Hop.class);

  private Hop() {}

  /**
   * Runs {@code task} on {@code loop}. If the loop has ended, and with it all its queues and
   * controllers, nobody is left who would care for the task.
   */
  static void to(Loop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("a task came after the end of its loop", e);
    }
  }
}
