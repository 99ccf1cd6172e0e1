package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.memory.IoBuffer;

/** What the host side remembers of one command in flight. Confined to the loop. */
final class HostSlot {
  private final int index;
  private int generation;
  private int cid;
  private Command command;
  private boolean inFlight;
  private boolean carries;
  private boolean toHost;
  private boolean inPlace;
  private boolean sent;
  private boolean abortDue;
  private boolean answered;
  private int status;
  private long result;
  private IoBuffer bounce = IoBuffer.NONE;
  private Registration registration;

  HostSlot(int index) {
    this.index = index;
  }

  int index() {
    return index;
  }

  /** The generation of the next command, so that no CID is used twice soon. */
  int nextGeneration() {
    return ++generation;
  }

  void begin(Command what, int withCid, boolean c2h) {
    command = what;
    cid = withCid;
    toHost = c2h;
    inFlight = true;
    carries = true;
    inPlace = false;
    sent = false;
    abortDue = false;
    answered = false;
  }

  int cid() {
    return cid;
  }

  /** The command; meaningful while {@link #carries}. */
  Command command() {
    return command;
  }

  /** Whether the controller still has to answer, or the capsule is still on its way out. */
  boolean inFlight() {
    return inFlight;
  }

  /** Whether the command still waits for its completion; false after an abort. */
  boolean carries() {
    return carries;
  }

  /** Whether this slot carries this very command. */
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  boolean carries(Command what) {
    return carries && command == what;
  }

  /** The command completes without an answer; the CID stays in use. */
  void abandon() {
    carries = false;
  }

  void free() {
    carries = false;
    inFlight = false;
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

  void abortWhenSent() {
    abortDue = true;
  }

  boolean isAbortDue() {
    return abortDue;
  }

  void answer(int withStatus, long withResult) {
    answered = true;
    status = withStatus;
    result = withResult;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Whether both the answer is here and the device has let go of the capsule. */
  boolean isDone() {
    return answered && sent;
  }

  int status() {
    return status;
  }

  long result() {
    return result;
  }
}
