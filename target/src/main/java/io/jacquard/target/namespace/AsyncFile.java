package io.jacquard.target.namespace;

import io.jacquard.nvme.loop.Loop;
import java.io.IOException;
import java.util.List;

/**
 * A way to have the kernel work on a file or device while the loop goes on. Belongs to a loop.
 *
 * <p>An operation that is begun completes once, later, on the loop; its memory and the file stay
 * until then.
 */
interface AsyncFile {

  /** Opens such a way for a queue. */
  interface Opener {
    /**
     * Sentences about what does not work as well as it could, for people; more may come later.
     * Called from any thread.
     */
    List<String> notes();

    /**
     * Opens one. Called on the loop.
     *
     * @param depth the most operations at a time; the tags are below it
     * @throws IOException if the kernel has no resources left
     */
    AsyncFile open(Loop loop, int depth, Listener listener) throws IOException;
  }

  /** Who is told. */
  interface Listener {
    /**
     * An operation has completed. What is begun in here is submitted without being asked.
     *
     * @param result what the system call would have returned, or a negative errno
     */
    void completed(int tag, int result);

    /** There is room again. */
    void room();
  }

  /**
   * Begins to read.
   *
   * @param tag names the operation; no other one under way has it
   * @return false if there is no room now: {@link Listener#room} tells when there is
   */
  boolean read(int tag, long address, int length, long offset);

  /** Begins to write; durable writes are on the medium when they complete. */
  boolean write(int tag, long address, int length, long offset, boolean durable);

  /** True if {@link #sync} works. */
  boolean syncs();

  /** Begins to make everything durable that was written. */
  boolean sync(int tag);

  /** True if {@link #fallocate} works. */
  boolean fallocates();

  /** Begins to change the space of a range; modes as of {@code LinuxFile.fallocate}. */
  boolean fallocate(int tag, int mode, long offset, long length);

  /** Tries to end an operation early: it may complete with ECANCELED. */
  void cancel(int tag);

  /** Lets everything run that was begun since the last time. */
  void submit();

  /** Nothing is under way and nothing will be begun. */
  void close();
}
