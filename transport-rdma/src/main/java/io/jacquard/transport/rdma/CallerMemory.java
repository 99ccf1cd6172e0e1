package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import io.jacquard.nvme.loop.Loop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Registrations of memory of callers, so that it is used in place: a bounded number, the one that
 * was not used for longest goes first. Memory is registered when it comes for the second time.
 * Confined to the loop.
 *
 * <p>A registration is of memory, not of an address. It keeps the segment that it was made for, so
 * that an automatic arena cannot give the memory away, and is found only for segments of the same
 * scope, so that what another arena puts at the same address is not mistaken for it. Memory of the
 * global scope may be unmapped behind Java's back and is never kept. Memory whose arena was closed
 * is looked for from time to time, and let go.
 */
final class CallerMemory {
  /** Data that is smaller is copied faster than it is looked for. */
  static final int SMALLEST = 16 << 10;

  private static final int KEPT = 64;
  private static final int REMEMBERED = 256;
  private static final int ACCESS =
      IbvMr.IBV_ACCESS_LOCAL_WRITE | IbvMr.IBV_ACCESS_REMOTE_WRITE | IbvMr.IBV_ACCESS_REMOTE_READ;
  private static final MemorySegment.Scope GLOBAL = Arena.global().scope();

  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final MemoryKeys keys;
  private final Loop loop;
  private Loop.Timer sweep = () -> {};
  private boolean sweeping;
  private final List<Registration> kept = new ArrayList<>();
  private final long[] seen = new long[REMEMBERED];

  CallerMemory(MemoryKeys keys, Loop loop) {
    this.keys = keys;
    this.loop = loop;
  }

  /**
   * The registration of memory that has come before; null if it has not, or cannot be kept. The
   * caller leaves it when the command is done.
   */
  Registration find(MemorySegment memory, int length) throws IOException {
    for (int i = 0; i < kept.size(); i++) {
      Registration registration = kept.get(i);
      if (registration.covers(memory, length)) {
        registration.enter();
        return registration;
      }
    }
    if (memory.scope().equals(GLOBAL) || !hasComeBefore(memory)) {
      return null;
    }
    Registration made = register(memory, true);
    makeRoom();
    kept.add(made);
    sweepLater();
    return made;
  }

  private void sweepLater() {
    if (!sweeping && !kept.isEmpty()) {
      sweeping = true;
      sweep = loop.schedule(this::sweep, SWEEP_NANOS);
    }
  }

  private void sweep() {
    sweeping = false;
    Iterator<Registration> all = kept.iterator();
    while (all.hasNext()) {
      Registration registration = all.next();
      if (!registration.isAlive()) {
        all.remove();
        registration.drop();
      }
    }
    sweepLater();
  }

  /** Registers memory for one command; the caller leaves it when the command is done. */
  Registration once(MemorySegment memory, int length) throws IOException {
    return register(memory.asSlice(0, length), false);
  }

  private Registration register(MemorySegment memory, boolean keep) throws IOException {
    Registration made = new Registration(memory, keys.register(memory, ACCESS), keep);
    made.enter();
    return made;
  }

  private boolean hasComeBefore(MemorySegment memory) {
    int place = (int) (memory.address() >>> 9) & REMEMBERED - 1;
    boolean known = seen[place] == memory.address();
    seen[place] = memory.address();
    return known;
  }

  /** The oldest that no command uses goes; of those that are used there are not many. */
  private void makeRoom() {
    Iterator<Registration> oldest = kept.iterator();
    while (kept.size() >= KEPT && oldest.hasNext()) {
      Registration registration = oldest.next();
      if (!registration.isUsed()) {
        oldest.remove();
        registration.drop();
      }
    }
  }

  /** Ends all registrations that no command uses; the others end with their commands. */
  void close() {
    sweep.cancel();
    kept.forEach(Registration::drop);
    kept.clear();
  }
}
