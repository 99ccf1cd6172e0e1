package io.jacquard.target.namespace;

/**
 * The operations of one queue that wait for their zones, in the order they came. One that comes
 * after another for the same zone never overtakes it: writes to a zone stay in order. Belongs to
 * the queue's loop.
 */
final class ZonedLine {
  private static final long ALL = -1;

  private final RangeGate gate;
  private ZonedOperation first;
  private ZonedOperation last;
  private long waitedFor;

  ZonedLine(RangeGate gate) {
    this.gate = gate;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Takes the operation's zone, unless an earlier one waits for it or somebody has it. */
  boolean acquire(ZonedOperation operation) {
    return (waitedFor & bits(operation)) == 0 && gate.acquire(operation.hold());
  }

  /** Puts an operation at the end. */
  void add(ZonedOperation operation) {
    operation.place = ZonedOperation.Place.PARKED;
    operation.next = null;
    if (first == null) {
      first = operation;
    } else {
      last.next = operation;
    }
    last = operation;
    waitedFor |= bits(operation);
  }

  /** Takes an operation out that shall not begin. */
  @SuppressWarnings("ReferenceEquality") // the very operation is meant
  void remove(ZonedOperation operation) {
    ZonedOperation before = null;
    for (ZonedOperation at = first; at != operation; at = at.next) {
      before = at;
    }
    unlink(before, operation);
  }

  private void unlink(ZonedOperation before, ZonedOperation operation) {
    if (before == null) {
      first = operation.next;
    } else {
      before.next = operation.next;
    }
    if (operation.next == null) {
      last = before;
    }
    operation.next = null;
    if (first == null) {
      waitedFor = 0;
    }
  }

  /**
   * Takes the zones of all that can have them now.
   *
   * @return the first of those, linked by their {@code next}; null if there is none
   */
  ZonedOperation takeReady() {
    waitedFor = 0;
    ZonedOperation ready = null;
    ZonedOperation readyLast = null;
    ZonedOperation before = null;
    ZonedOperation at = first;
    while (at != null) {
      ZonedOperation after = at.next;
      if (acquire(at)) {
        long waited = waitedFor;
        unlink(before, at);
        waitedFor = waited;
        at.place = ZonedOperation.Place.READY;
        if (ready == null) {
          ready = at;
        } else {
          readyLast.next = at;
        }
        readyLast = at;
      } else {
        waitedFor |= bits(at);
        before = at;
      }
      at = after;
    }
    return ready;
  }

  /**
   * A bit for the zone. Zones that share one wait for each other now and then, which is no harm.
   */
  private static long bits(ZonedOperation operation) {
    return operation.needsAll() ? ALL : 1L << operation.zone;
  }
}
