package io.jacquard.target.namespace;

/** Runs steps on persistent memory: on the loop itself, and on threads what waits for the file. */
final class PmemRunner implements StepRunner {
  private final PmemStore store;
  private final InlineRunner loop;
  private final WorkerRunner threads;

  PmemRunner(PmemStore store, InlineRunner loop, WorkerRunner threads) {
    this.store = store;
    this.loop = loop;
    this.threads = threads;
  }

  @Override
  public void start(Execution step) {
    if (store.atOnce(step)) {
      loop.start(step);
    } else {
      threads.start(step);
    }
  }

  @Override
  public void flush() {
    threads.flush();
  }

  @Override
  public boolean cancel(Execution step) {
    return threads.cancel(step);
  }

  @Override
  public void close() {
    threads.close();
  }
}
