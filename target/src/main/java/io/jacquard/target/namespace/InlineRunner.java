package io.jacquard.target.namespace;

/** Runs steps on the loop itself, at once: for a store that never blocks. */
final class InlineRunner implements StepRunner {
  private final StepExecutor executor;

  InlineRunner(StepExecutor executor) {
    this.executor = executor;
  }

  @Override
  public void start(Execution step) {
    executor.run(step);
    step.queue().stepDone(step);
  }

  @Override
  public void flush() {
    // Everything has run.
  }

  @Override
  public boolean cancel(Execution step) {
    return false;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
