package io.jacquard.transport.rdma;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.queue.OutstandingCommand;

/** A command on the host side, and the memory that its data uses. Confined to the loop. */
final class HostSlot extends OutstandingCommand {
  private boolean toHost;
  private boolean inPlace;
  private boolean sent;
  private IoBuffer bounce = IoBuffer.NONE;
  private Registration registration;

  HostSlot(int index) {
    super(index);
  }

  /** Begins, with no memory yet. */
  void begin(boolean c2h) {
    toHost = c2h;
    inPlace = false;
    sent = false;
  }

  /** The data goes through this buffer of the loop's pool. */
  void bounceBy(IoBuffer buffer) {
    bounce = buffer;
  }

  /** The buffer that the data goes through; {@link IoBuffer#NONE} if it goes through none. */
  IoBuffer bounce() {
    return bounce;
  }

  /** The bounce buffer is the caller's now. */
  IoBuffer takeBounce() {
    IoBuffer taken = bounce;
    bounce = IoBuffer.NONE;
    return taken;
  }

  /** The caller's memory is registered so; left when the slot is free. */
  void registeredBy(Registration used) {
    registration = used;
  }

  /** Ends the use of the registration, if there is one. */
  void leaveRegistration() {
    if (registration != null) {
      registration.leave();
      registration = null;
    }
  }

  /** The controller may touch the caller's own memory until it has answered. */
  void useInPlace() {
    inPlace = true;
  }

  boolean isInPlace() {
    return inPlace;
  }

  /** Whether data comes with the answer. */
  boolean isToHost() {
    return toHost;
  }

  /** The device has let go of the capsule. */
  void markSent() {
    sent = true;
  }

  boolean isSent() {
    return sent;
  }

  /** Whether both the answer is here and the device has let go of the capsule. */
  boolean isDone() {
    return isAnswered() && sent;
  }
}
