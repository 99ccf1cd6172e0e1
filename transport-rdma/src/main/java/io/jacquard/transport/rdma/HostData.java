package io.jacquard.transport.rdma;

import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds or makes registered memory for the data of a host's commands: buffers of the loop's pool
 * and memory of callers that comes again are used in place, other data goes through a buffer of the
 * pool, as does memory that cannot be registered; what is too large for one, or finds none, is
 * registered for its command. Confined to the loop.
 */
final class HostData {
  private static final Logger LOG = LoggerFactory.getLogger(HostData.class);

  private final MemoryKeys keys;
  private final CallerMemory callers;
  private final BufferPool pool;
  private long address;
  private int localKey;
  private int remoteKey;

  HostData(LoopDevice device) {
    this.keys = device.keys();
    this.callers = device.callerMemory();
    this.pool = device.loop().buffers();
  }

  /**
   * Gets a command's data ready.
   *
   * @param toController whether the controller reads it
   * @throws IOException if memory cannot be registered
   */
  void prepare(HostSlot slot, IoBuffer data, int length, boolean toController) throws IOException {
    if (length == 0) {
      found(0, 0, 0);
    } else if (isInSlab(data.address(), length)) {
      slot.useInPlace();
    } else if (length < CallerMemory.SMALLEST || !isKnown(slot, data, length)) {
      if (!bounces(slot, data, length, toController)) {
        use(slot, data, callers.once(data.segment(), length));
      }
    }
  }

  private void found(long at, int local, int remote) {
    address = at;
    localKey = local;
    remoteKey = remote;
  }

  private boolean isInSlab(long at, int length) {
    int slab = keys.find(at, length);
    if (slab == MemoryKeys.NONE) {
      return false;
    }
    found(at, keys.localKey(slab), keys.remoteKey(slab));
    return true;
  }

  /** Memory may not let itself be registered, as that of mapped files; it can be copied yet. */
  private boolean isKnown(HostSlot slot, IoBuffer data, int length) {
    Registration known;
    try {
      known = callers.find(data.segment(), length);
    } catch (IOException e) {
      LOG.debug("copied instead: {}", e.getMessage());
      return false;
    }
    if (known == null) {
      return false;
    }
    use(slot, data, known);
    return true;
  }

  private void use(HostSlot slot, IoBuffer data, Registration registration) {
    slot.registeredBy(registration);
    slot.useInPlace();
    found(data.address(), registration.localKey(), registration.remoteKey());
  }

  private boolean bounces(HostSlot slot, IoBuffer data, int length, boolean toController) {
    IoBuffer bounce = length <= pool.largest() ? pool.acquire(length) : IoBuffer.NONE;
    if (bounce.isNone()) {
      return false;
    }
    if (!isInSlab(bounce.address(), length)) {
      pool.release(bounce);
      return false;
    }
    if (toController) {
      bounce.bytes().put(0, data.bytes(), 0, length);
    }
    slot.bounceBy(bounce);
    return true;
  }

  /** Where the prepared data is. */
  long address() {
    return address;
  }

  /** The key by which this side's device uses it. */
  int localKey() {
    return localKey;
  }

  /** The key by which the controller uses it. */
  int remoteKey() {
    return remoteKey;
  }

  /** Hands over what came through a bounce buffer. */
  static void collect(HostSlot slot) {
    if (slot.isToHost() && !slot.bounce().isNone()) {
      int length = slot.command().length();
      slot.command().data().bytes().put(0, slot.bounce().bytes(), 0, length);
    }
  }

  /** Gives everything back that the data of a command took. */
  void release(HostSlot slot) {
    IoBuffer bounce = slot.takeBounce();
    if (!bounce.isNone()) {
      pool.release(bounce);
    }
    slot.leaveRegistration();
  }
}
