package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The line of connections that wait for buffers of one loop. Confined to the loop.
 *
 * <p>Where data in capsules needs buffers too, data that is moved on request leaves it a quarter of
 * the pool. A connection that waits for such a buffer cannot read on, and what it cannot read may
 * be the very data that commands with all the other buffers wait for; data in capsules needs
 * nothing more from the host, so it always gets done and gives its buffer back. In turn it leaves a
 * quarter to the others, so that they do not starve.
 *
 * <p>Connect and admin commands that the pool cannot serve use the {@link AdminReserve}.
 */
public final class BufferLine implements BufferPool.Waiter {

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
  private final long share;
  private final ArrayDeque<Claim> capsules = new ArrayDeque<>();
  private final ArrayDeque<Claim> transfers = new ArrayDeque<>();
  private final ArrayDeque<Claim> admins = new ArrayDeque<>();
  private final AdminReserve reserve;
  private long capsuleHeld;
  private long transferHeld;
  private boolean inLine;
  private boolean serving;

  private BufferLine(BufferPool pool, long share, Consumer<IoMemory> slabListener) {
    this.pool = pool;
    this.reserve = new AdminReserve(pool.largest(), slabListener);
    this.share = Math.max(share, pool.largest());
  }

  /** For a transport whose data in capsules goes to buffers of the pool, as other data does. */
  public static BufferLine withCapsules(BufferPool pool) {
    return new BufferLine(pool, pool.limit() / 4 * 3, slab -> {});
  }

  /**
   * For a transport whose data in capsules stays where it was received.
   *
   * @param slabListener told of the reserve's slabs; those of {@code pool} it must know by itself
   */
  public static BufferLine ofTransfers(BufferPool pool, Consumer<IoMemory> slabListener) {
    return new BufferLine(pool, pool.limit(), slabListener);
  }

  /** A buffer for data in a capsule, or {@link IoBuffer#NONE}. */
  IoBuffer forCapsule(int length) {
    if (capsuleHeld + length > share) {
      return IoBuffer.NONE;
    }
    IoBuffer buffer = pool.acquire(length);
    capsuleHeld += buffer.capacity();
    return buffer;
  }

  /**
   * A buffer for data that is moved on request, or {@link IoBuffer#NONE}; nobody overtakes those in
   * line.
   */
  IoBuffer forTransfer(int length) {
    boolean wait = !serving && !transfers.isEmpty();
    if (wait || transferHeld + length > share) {
      return IoBuffer.NONE;
    }
    IoBuffer buffer = pool.acquire(length);
    transferHeld += buffer.capacity();
    return buffer;
  }

  /** A buffer for an admin command that {@link #forCapsule} and its like could not serve. */
  IoBuffer forAdmin(int length) {
    return reserve.acquire(length);
  }

  /** Payload bytes of the reserve that are in use. */
  public long reserveHeld() {
    return reserve.heldBytes();
  }

  /** Takes a buffer back and serves those in line. */
  void release(IoBuffer buffer, boolean fromCapsule) {
    if (reserve.takeBack(buffer)) {
      serveAdmins();
      return;
    }
    if (fromCapsule) {
      capsuleHeld -= buffer.capacity();
    } else {
      transferHeld -= buffer.capacity();
    }
    pool.release(buffer);
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

  /** Waits for the pool or {@link #forAdmin} to succeed. */
  void awaitAdmin(Claim claim) {
    admins.addLast(claim);
    enter();
  }

  /** Forgets a claim that was lost. */
  @SuppressWarnings("ReferenceEquality") // this very claim is meant
  void forget(Claim claim) {
    capsules.removeIf(c -> c == claim);
    transfers.removeIf(c -> c == claim);
    admins.removeIf(c -> c == claim);
  }

  private void enter() {
    if (!inLine) {
      inLine = true;
      pool.whenAvailable(this);
    }
  }

  @Override
  public boolean buffersAvailable() {
    serveAdmins();
    serving = true;
    boolean served = serve(capsules) && admins.isEmpty();
    inLine = !(serve(transfers) && served);
    serving = false;
    return !inLine;
  }

  /** Those that the reserve can serve do not wait behind one that it cannot. */
  private void serveAdmins() {
    serving = true;
    admins.removeIf(Claim::serve);
    serving = false;
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
