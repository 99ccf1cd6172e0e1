package io.jacquard.target.namespace;

/**
 * Where the steps of one queue's commands are carried out. Confined to the queue's loop.
 *
 * <p>Every step that is started ends with one {@link LocalQueue#stepDone} on the queue's loop,
 * within {@link #start} or later, unless {@link #cancel} took it back.
 */
interface StepRunner {

  /** Takes a step whose range is held. */
  void start(Execution step);

  /** Lets everything run that was started since the last call. */
  void flush();

  /**
   * Takes a step back that has not begun.
   *
   * @return false if it runs already, or has run
   */
  boolean cancel(Execution step);

  /** The queue has no step left and will start none. */
  void close();
}
