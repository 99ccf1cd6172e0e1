package io.jacquard.target.passthrough;

import io.jacquard.nvme.loop.Loop;
import java.io.IOException;

/**
 * Takes the commands of one queue to the device and back: the difference between the ways there
 * are. Called on the queue's loop only.
 */
interface Carrier {

  /** A way to make carriers. */
  interface Kind {
    /**
     * The carrier of a new queue. Called on the loop.
     *
     * @param depth the most commands at a time; their indexes are below
     * @throws IOException if the kernel has no resources for it
     */
    Carrier open(Loop loop, int depth) throws IOException;

    /** No queue is left and none will come. Called on any thread, once; may block. */
    void close();
  }

  /**
   * Takes a command. It ends with one {@link PassedCommand#ended} on the loop, unless it is taken
   * back.
   */
  void start(PassedCommand command);

  /** Begins everything that was started since the last call. */
  void flush();

  /**
   * Gives a command back that has not begun.
   *
   * @return false if it has
   */
  boolean withdraw(PassedCommand command);

  /** The queue is closed and none of its commands is left. */
  void release();
}
