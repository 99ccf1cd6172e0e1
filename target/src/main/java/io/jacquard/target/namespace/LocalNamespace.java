package io.jacquard.target.namespace;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A namespace over a {@link BlockStore}. The store lives until the namespace is closed and the last
 * command of the last queue has ended, whichever comes later.
 */
final class LocalNamespace implements Namespace {
  private static final Logger LOG = LoggerFactory.getLogger(LocalNamespace.class);
  private static final int INLINE_UNIT_SHIFT = 16;
  private static final int INLINE_STRIPES = 1024;
  private static final int INLINE_TRIES = 200;
  private static final int BLOCKING_UNIT_SHIFT = 12;
  private static final int BLOCKING_STRIPES = 4096;
  private static final int LARGEST_DEPTH = 65536;
  private static final long RESIZE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RESIZE_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final BlockStore store;
  private final Set<Capability> capabilities;
  private final String description;
  private final AccessPath access;
  private final Engine engine;
  private final RangeGate gate;
  private final int tries;
  private final Optional<WorkerThreads> workers;
  private final List<LocalQueue> queues = new CopyOnWriteArrayList<>();
  private final NamespaceUse users = new NamespaceUse();
  private final AtomicBoolean resizing = new AtomicBoolean();
  private volatile NamespaceGeometry geometry;

  private LocalNamespace(
      BlockStore store,
      NamespaceGeometry geometry,
      Set<Capability> capabilities,
      String description,
      AccessPath access,
      Engine engine) {
    this.access = access;
    this.store = store;
    this.geometry = geometry;
    this.capabilities = Set.copyOf(capabilities);
    this.description = description;
    this.engine = engine;
    boolean inline = engine instanceof Engine.Inline;
    this.tries = inline ? INLINE_TRIES : 1;
    this.gate =
        inline
            ? new RangeGate(INLINE_UNIT_SHIFT, INLINE_STRIPES, this::rangeFreed)
            : new RangeGate(BLOCKING_UNIT_SHIFT, BLOCKING_STRIPES, this::rangeFreed);
    this.workers =
        switch (engine) {
          case Engine.Inline _ -> Optional.empty();
          case Engine.Threads threads -> Optional.of(workers(threads));
          case Engine.Kernel kernel -> Optional.of(workers(kernel.threads()));
          case Engine.Memory memory -> Optional.of(workers(memory.threads()));
        };
  }

  private WorkerThreads workers(Engine.Threads threads) {
    return new WorkerThreads(threads.name(), threads.count(), this);
  }

  /** A namespace over a store that never blocks: its commands run on the loops themselves. */
  static LocalNamespace inline(
      BlockStore store,
      NamespaceGeometry geometry,
      Set<Capability> capabilities,
      String description,
      AccessPath access) {
    return new LocalNamespace(
        store, geometry, capabilities, description, access, new Engine.Inline());
  }

  /** A namespace over a store that blocks: its commands run on {@code threads} threads. */
  static LocalNamespace onThreads(
      BlockStore store,
      NamespaceGeometry geometry,
      Set<Capability> capabilities,
      String description,
      AccessPath access,
      int threads,
      String threadName) {
    Engine engine = new Engine.Threads(threads, threadName);
    return new LocalNamespace(store, geometry, capabilities, description, access, engine);
  }

  /** A namespace over a store whose commands an engine carries out. */
  static LocalNamespace on(
      Engine engine,
      BlockStore store,
      NamespaceGeometry geometry,
      Set<Capability> capabilities,
      String description,
      AccessPath access) {
    return new LocalNamespace(store, geometry, capabilities, description, access, engine);
  }

  @Override
  public NamespaceGeometry geometry() {
    return geometry;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public AccessPath access() {
    if (!(engine instanceof Engine.Kernel kernel)) {
      return access;
    }
    List<String> notes = new ArrayList<>(access.notes());
    notes.addAll(kernel.opener().notes());
    return new AccessPath(access.backEnd(), access.async(), access.sync(), access.admin(), notes);
  }

  @Override
  public String toString() {
    return description;
  }

  @Override
  public CommandQueue open(Loop loop, int depth) {
    if (depth < 1 || depth > LARGEST_DEPTH) {
      throw new IllegalArgumentException("depth " + depth + " is not in 1.." + LARGEST_DEPTH);
    }
    if (!users.enter()) {
      throw new IllegalStateException(description + " is closed");
    }
    LocalQueue queue;
    try {
      queue = new LocalQueue(this, loop, depth);
    } catch (RuntimeException e) {
      unuse();
      throw e;
    }
    queues.add(queue);
    return queue;
  }

  @Override
  public void resize(long bytes) throws IOException {
    if (!capabilities.contains(Capability.RESIZE)) {
      throw new UnsupportedOperationException(description + " has a fixed size");
    }
    if (bytes <= 0 || bytes % geometry.blockSize() != 0) {
      throw new IllegalArgumentException(
          "size " + bytes + " is not a multiple of the block size " + geometry.blockSize());
    }
    if (!users.enter()) {
      throw new IOException(description + " is closed");
    }
    try {
      if (!resizing.compareAndSet(false, true)) {
        throw new IOException(description + " is being resized already");
      }
      try {
        resizeAlone(bytes);
      } finally {
        resizing.set(false);
      }
    } finally {
      unuse();
    }
  }

  /** Waits for the commands under way and keeps new ones parked meanwhile. */
  private void resizeAlone(long bytes) throws IOException {
    RangeHold everything = new RangeHold();
    gate.askAll(everything);
    try {
      long start = System.nanoTime();
      while (!gate.acquire(everything)) {
        if (System.nanoTime() - start > RESIZE_PATIENCE_NANOS) {
          throw new IOException(
              description + ": not resized, commands have not ended within 30 s; try again");
        }
        LockSupport.parkNanos(RESIZE_LOOK_NANOS);
      }
      store.resize(bytes);
      geometry = geometry.withBlocks(bytes / geometry.blockSize());
    } finally {
      gate.release(everything);
    }
  }

  @Override
  public void close() {
    if (users.close()) {
      unuse();
    }
  }

  /** A closed queue has no command left. Called on its loop. */
  void queueClosed(LocalQueue queue) {
    queues.remove(queue);
    if (users.leave()) {
      // The last to leave is a loop, which must not wait for threads and disks.
      Thread.ofPlatform().name("namespace-close").start(this::free);
    }
  }

  private void unuse() {
    if (users.leave()) {
      free();
    }
  }

  private void free() {
    workers.ifPresent(WorkerThreads::close);
    store.close();
  }

  BlockStore store() {
    return store;
  }

  RangeGate gate() {
    return gate;
  }

  /** How a new queue runs its steps. */
  StepRunner runnerFor(LocalQueue queue) {
    return switch (engine) {
      case Engine.Inline _ -> new InlineRunner(new StepExecutor(this));
      case Engine.Threads _ -> onThreads(queue);
      case Engine.Kernel kernel -> inKernel(queue, kernel);
      case Engine.Memory memory ->
          new PmemRunner(
              memory.store(), new InlineRunner(new StepExecutor(this)), onThreads(queue));
    };
  }

  private WorkerRunner onThreads(LocalQueue queue) {
    return new WorkerRunner(this, queue, workers.orElseThrow());
  }

  private StepRunner inKernel(LocalQueue queue, Engine.Kernel kernel) {
    try {
      return new AsyncRunner(this, queue, kernel.store(), workers.orElseThrow(), kernel.opener());
    } catch (IOException e) {
      if (kernel.strict()) {
        throw new UncheckedIOException(description, e);
      }
      LOG.warn("{}: a queue uses threads: {}", description, e.getMessage());
      return onThreads(queue);
    }
  }

  /** Asks for the range that the step at hand needs. */
  void ask(Execution step) {
    switch (step.operation) {
      case NOTHING, FLUSH -> step.hold().none();
      case READ, COMPARE, VERIFY, COPY_IN -> gate.ask(step.hold(), step.offset, step.length, false);
      case WRITE, ZERO, ZERO_DEALLOCATE, DEALLOCATE, COMPARE_AND_WRITE, COPY_OUT ->
          gate.ask(step.hold(), step.offset, step.length, true);
    }
  }

  /** Tries to get the range. Where others keep one for a memory copy only, tries for a moment. */
  boolean acquire(Execution step) {
    for (int i = 1; !gate.acquire(step.hold()); i++) {
      if (i >= tries) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private void rangeFreed() {
    queues.forEach(LocalQueue::rangeFreed);
  }

  /** Runs a task on a loop. */
  void hop(Loop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.error("{}: a loop has ended before its queue was closed", description, e);
    }
  }
}
