package io.jacquard.transport.tcp;

import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.ArrayDeque;

/**
 * The line of connections that wait for buffers of one loop. Confined to the loop.
 *
 * <p>A quarter of the pool is kept for data that arrives in capsules. A connection that waits for
 * such a buffer cannot read on, and what it cannot read may be the very data that commands with all
 * the other buffers wait for; data in capsules needs nothing more from the host, so it always gets
 * done and gives its buffer back.
 */
final class BufferLine implements BufferPool.Waiter {

  /** A connection in line. */
  @FunctionalInterface
  interface Claim {
    /**
     * Tries to take what it waits for; hands nothing on before its loop's next turn.
     *
     * @return true if it no longer waits
     */
    boolean serve();
  }

  private final BufferPool pool;
  private final long open;
  private final ArrayDeque<Claim> capsules = new ArrayDeque<>();
  private final ArrayDeque<Claim> transfers = new ArrayDeque<>();
  private boolean inLine;
  private boolean serving;

  BufferLine(BufferPool pool) {
    this.pool = pool;
    this.open = Math.max(pool.limit() / 4 * 3, pool.largest());
  }

  /** A buffer for data in a capsule, or {@link IoBuffer#NONE}. */
  IoBuffer forCapsule(int length) {
    return pool.acquire(length);
  }

  /**
   * A buffer for data that is moved on request, or {@link IoBuffer#NONE}; nobody overtakes those in
   * line.
   */
  IoBuffer forTransfer(int length) {
    boolean wait = !serving && !transfers.isEmpty();
    return wait || pool.heldBytes() + length > open ? IoBuffer.NONE : pool.acquire(length);
  }

  /** Waits for {@link #forCapsule} to succeed. */
  void awaitCapsule(Claim claim) {
    capsules.addLast(claim);
    enter();
  }

  /** Waits for {@link #forTransfer} to succeed. */
  void awaitTransfer(Claim claim) {
    transfers.addLast(claim);
    enter();
  }

  /** Forgets a claim that was lost. */
  @SuppressWarnings("ReferenceEquality") // this very claim is meant
  void forget(Claim claim) {
    capsules.removeIf(c -> c == claim);
    transfers.removeIf(c -> c == claim);
  }

  private void enter() {
    if (!inLine) {
      inLine = true;
      pool.whenAvailable(this);
    }
  }

  @Override
  public boolean buffersAvailable() {
    serving = true;
    boolean served = serve(capsules);
    inLine = !(serve(transfers) && served);
    serving = false;
    return !inLine;
  }

  private static boolean serve(ArrayDeque<Claim> line) {
    while (!line.isEmpty()) {
      if (!line.getFirst().serve()) {
        return false;
      }
      line.removeFirst();
    }
    return true;
  }
}
