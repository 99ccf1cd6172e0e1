package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.queue.ReceivedCommand;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/** A command on the controller side; its index is its TTAG. */
final class ControllerSlot extends ReceivedCommand {
  private final ControllerQueue queue;
  private boolean inCapsule;
  private int received;
  private int requested;
  private boolean damaged;

  ControllerSlot(int index, CommandCounts counts, ControllerQueue queue) {
    super(index, counts);
    this.queue = queue;
  }

  /** Takes the SQE of a capsule. */
  void receive(ByteBuffer from, int at) {
    begin(from, at);
    inCapsule = false;
    received = 0;
    requested = 0;
    damaged = false;
  }

  /**
   * Finds out what data the command has (NVMe/TCP Transport Specification 1.1, 3.3.2 "Data
   * Transfers" and NVMe Base 2.1, 4.3.2).
   *
   * @param capsuleData bytes of data in the capsule
   * @param capsuleLimit most that this command may have in its capsule
   * @param largest most data of a command
   * @return 0, or the status with which to refuse the command
   */
  int inspect(int capsuleData, int capsuleLimit, int largest) {
    Sqe sqe = sqe();
    if (sqe.psdt() != Sqe.PSDT_SGL || isToController() && isToHost()) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    if (!isToController() && !isToHost()) {
      return capsuleData == 0 ? Status.SUCCESS : Status.withDnr(Status.INVALID_FIELD);
    }
    Sgl sgl = sqe.sgl1();
    long length = sgl.length32();
    if (sgl.isInCapsule()) {
      if (!isToController()) {
        return Status.withDnr(Status.INVALID_FIELD);
      }
      if (sgl.address() != 0 || length > capsuleLimit) {
        return Status.withDnr(Status.SGL_OFFSET_INVALID);
      }
      inCapsule = length > 0;
    } else if (!sgl.isTransport()) {
      return Status.withDnr(Status.SGL_DESCRIPTOR_TYPE_INVALID);
    }
    if (capsuleData != (inCapsule ? length : 0)) {
      return Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
    }
    return describe(length, largest);
  }

  boolean isInCapsule() {
    return inCapsule;
  }

  /** Data is asked for or announced up to this offset. */
  void requested(int end) {
    requested = end;
  }

  int requested() {
    return requested;
  }

  /** Data is here up to this offset. */
  void received(int end) {
    received = end;
  }

  int received() {
    return received;
  }

  /** Whether data that was asked for is still to come. */
  boolean awaitsData() {
    return received < requested;
  }

  /** A data digest was wrong. */
  void damage() {
    damaged = true;
  }

  boolean isDamaged() {
    return damaged;
  }

  @Override
  protected void onComplete(int completedStatus, long completedResult) {
    queue.completed(this, completedStatus, completedResult);
  }

  /** Ends the slot's command; the data, if any, is the caller's now. */
  void clear() {
    data(IoBuffer.NONE, 0);
    requested = 0;
    received = 0;
    moveTo(CommandState.FREE);
  }
}
