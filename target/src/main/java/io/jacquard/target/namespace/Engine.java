package io.jacquard.target.namespace;

/** Where the steps of a namespace's commands are carried out. */
sealed interface Engine {

  /** On the loops themselves, which wait for them. */
  record Inline() implements Engine {}

  /**
   * On threads.
   *
   * @param count how many at most
   * @param name what their names begin with
   */
  record Threads(int count, String name) implements Engine {}

  /**
   * In the kernel, while the loops go on.
   *
   * @param opener how a queue gets there
   * @param store the same medium, for what the kernel cannot do alone
   * @param threads for the same
   * @param strict whether a queue that does not get there is refused; otherwise it uses the threads
   */
  record Kernel(AsyncFile.Opener opener, FileStore store, Threads threads, boolean strict)
      implements Engine {}

  /**
   * On the loops themselves as long as nothing waits, otherwise on threads.
   *
   * @param store says what waits
   * @param threads for that
   */
  record Memory(PmemStore store, Threads threads) implements Engine {}
}
