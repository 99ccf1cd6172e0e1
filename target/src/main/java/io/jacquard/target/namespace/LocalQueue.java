package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.engine.FusedPairing;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A queue on a {@link LocalNamespace}. Steps that do not get their range at once, and the further
 * steps of long commands, stand in a line that is gone through in a task of the loop, so that
 * nothing here blocks and no command keeps the loop.
 */
final class LocalQueue implements CommandQueue, FusedPairing.Queue {
  private final LocalNamespace namespace;
  private final Loop loop;
  private final NvmCheck check;
  private final Plan plan;
  private final StepRunner runner;
  private final Execution[] executions;
  private final CopyBuffers copyBuffers = new CopyBuffers();
  private final AtomicBoolean resumePending = new AtomicBoolean();
  private final Runnable resume = this::resume;
  private volatile boolean waiting;
  private Execution firstParked;
  private Execution lastParked;
  private final FusedPairing fused = new FusedPairing(this);
  private int parkedCount;
  private int active;
  private boolean closed;
  private boolean released;

  LocalQueue(LocalNamespace namespace, Loop loop, int depth) {
    this.namespace = namespace;
    this.loop = loop;
    this.check = new NvmCheck(namespace.capabilities());
    this.plan = new Plan(namespace.geometry(), namespace.store());
    this.executions = new Execution[depth];
    this.runner = namespace.runnerFor(this);
  }

  Loop loop() {
    return loop;
  }

  int depth() {
    return executions.length;
  }

  /** For how many indexes there is an execution already. */
  int executionsMade() {
    int made = 0;
    for (Execution execution : executions) {
      made += execution == null ? 0 : 1;
    }
    return made;
  }

  /** Buffers that Copy commands of this queue have made. */
  int copyBuffersMade() {
    return copyBuffers.made();
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.ABORTED_SQ_DELETION, 0);
    } else if (fused.concerns(command)) {
      fused.submit(command);
    } else {
      submitSingle(command);
    }
  }

  @Override
  public void submitSingle(Command command) {
    int status = check.check(command, namespace.geometry());
    if (status != Status.SUCCESS) {
      command.complete(status, 0);
      return;
    }
    begin(command, null);
  }

  @Override
  public void submitPair(Command first, Command second) {
    NamespaceGeometry geometry = namespace.geometry();
    int firstStatus = check.check(first, geometry);
    int secondStatus = check.check(second, geometry);
    if (firstStatus == Status.SUCCESS && secondStatus == Status.SUCCESS) {
      firstStatus = check.pair(first.sqe(), second.sqe(), geometry);
    }
    if (!FusedPairing.refuse(first, firstStatus, second, secondStatus)) {
      begin(first, second);
    }
  }

  private void begin(Command command, Command second) {
    Execution execution = idle(command);
    if (second != null) {
      idle(second).leader = execution;
    }
    execution.begin(command, second);
    active++;
    plan.first(execution);
    if (execution.operation == Operation.COPY_IN && !copyBuffers.take(execution)) {
      return; // it begins when another Copy has ended
    }
    namespace.ask(execution);
    start(execution);
  }

  /** Made on first use: most queues never have as many commands under way as they could. */
  private Execution idle(Command command) {
    Execution execution = executions[command.index()];
    if (execution == null) {
      execution = new Execution(this);
      executions[command.index()] = execution;
    }
    if (execution.command != null || execution.leader != null) {
      throw new IllegalStateException("two commands in a queue with index " + command.index());
    }
    return execution;
  }

  private void start(Execution execution) {
    if (namespace.acquire(execution)) {
      runner.start(execution);
      return;
    }
    // Said first and then tried again: whoever frees the range after this sees that we wait.
    waiting = true;
    if (namespace.acquire(execution)) {
      waiting = firstParked != null;
      runner.start(execution);
    } else {
      park(execution);
    }
  }

  private void park(Execution execution) {
    execution.parked = true;
    execution.nextParked = null;
    if (firstParked == null) {
      firstParked = execution;
    } else {
      lastParked.nextParked = execution;
    }
    lastParked = execution;
    parkedCount++;
  }

  @SuppressWarnings("ReferenceEquality") // the very execution is meant
  private void unpark(Execution execution) {
    Execution before = null;
    for (Execution at = firstParked; at != execution; at = at.nextParked) {
      before = at;
    }
    if (before == null) {
      firstParked = execution.nextParked;
    } else {
      before.nextParked = execution.nextParked;
    }
    if (execution.nextParked == null) {
      lastParked = before;
    }
    execution.nextParked = null;
    execution.parked = false;
    parkedCount--;
  }

  /** A range was given back that somebody waited for. Called from any thread. */
  void rangeFreed() {
    if (waiting) {
      resumeSoon();
    }
  }

  private void resumeSoon() {
    if (resumePending.compareAndSet(false, true)) {
      namespace.hop(loop, resume);
    }
  }

  private void resume() {
    resumePending.set(false);
    // Those that have to wait again go to the end: once round.
    for (int i = parkedCount; i > 0 && firstParked != null; i--) {
      Execution execution = firstParked;
      unpark(execution);
      start(execution);
    }
    waiting = firstParked != null;
    runner.flush();
  }

  /** The runner has carried a step out. Called on the loop. */
  void stepDone(Execution execution) {
    if (execution.status != Status.SUCCESS || !plan.next(execution)) {
      finish(execution, execution.status, execution.secondStatus);
    } else if (execution.giveUp != Status.SUCCESS) {
      finishEarly(execution);
    } else {
      startSoon(execution);
    }
  }

  private void startSoon(Execution execution) {
    namespace.ask(execution);
    park(execution);
    resumeSoon();
  }

  private void finishEarly(Execution execution) {
    finish(execution, execution.giveUp, execution.giveUp);
  }

  private void finish(Execution execution, int status, int secondStatus) {
    Command command = execution.command;
    Command second = execution.second;
    long result = status == Status.SUCCESS ? 0 : execution.result;
    execution.end();
    active--;
    if (execution.copyBuffer != null) {
      Execution next = copyBuffers.passOn(execution);
      if (next != null) {
        startSoon(next);
      }
    }
    if (second != null) {
      executions[second.index()].leader = null;
    }
    command.complete(status, result);
    if (second != null) {
      second.complete(secondStatus, 0);
    }
    releaseWhenIdle();
  }

  @Override
  public void flush() {
    runner.flush();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very slot is meant
  public void abort(Command command) {
    if (fused.abort(command)) {
      return;
    }
    Execution own = command.index() < executions.length ? executions[command.index()] : null;
    if (own == null) {
      return;
    }
    Execution execution = own.leader != null ? own.leader : own;
    if (execution.command == command || execution.second == command) {
      giveUp(execution, Status.ABORT_REQUESTED);
      runner.flush();
    }
  }

  private void giveUp(Execution execution, int status) {
    execution.giveUp = status;
    if (execution.parked) {
      unpark(execution);
    } else if (!copyBuffers.withdraw(execution) && !runner.cancel(execution)) {
      return;
    }
    namespace.gate().release(execution.hold());
    finishEarly(execution);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    fused.end(Status.ABORTED_SQ_DELETION);
    for (Execution execution : executions) {
      if (execution != null && execution.command != null) {
        giveUp(execution, Status.ABORTED_SQ_DELETION);
      }
    }
    releaseWhenIdle();
  }

  private void releaseWhenIdle() {
    if (closed && active == 0 && !released) {
      released = true;
      runner.close();
      namespace.queueClosed(this);
    }
  }
}
