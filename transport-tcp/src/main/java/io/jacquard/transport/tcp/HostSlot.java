package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.Command;

/** What the host side remembers of one command in flight. Confined to the loop. */
final class HostSlot {
  private final int index;
  private int generation;
  private int cid;
  private Command command;
  private boolean inFlight;
  private boolean carries;
  private boolean toController;
  private boolean toHost;
  private boolean inCapsule;
  private int length;
  private int transferred;
  private boolean lastSeen;
  private boolean damaged;
  private int sending;
  private boolean answered;
  private boolean abortDue;
  private int status;
  private long result;

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

  void begin(Command what, int withCid, boolean h2c, boolean c2h, boolean capsule) {
    command = what;
    cid = withCid;
    inFlight = true;
    carries = true;
    toController = h2c;
    toHost = c2h;
    inCapsule = capsule;
    length = what.length();
    transferred = 0;
    lastSeen = false;
    damaged = false;
    sending = 0;
    answered = false;
    abortDue = false;
  }

  int cid() {
    return cid;
  }

  /** The command; meaningful while {@link #carries}. */
  Command command() {
    return command;
  }

  /** Whether the controller still has to answer, or data is still on its way out. */
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

  /** Data to send outside of the capsule, in bytes. */
  int requestable() {
    return toController && !inCapsule ? length : 0;
  }

  /** Data to receive, in bytes. */
  int receivable() {
    return toHost ? length : 0;
  }

  /** Bytes that were requested or have come so far. */
  int transferred() {
    return transferred;
  }

  void transferred(int end) {
    transferred = end;
  }

  void lastSeen() {
    lastSeen = true;
  }

  boolean isLastSeen() {
    return lastSeen;
  }

  void damage() {
    damaged = true;
  }

  boolean isDamaged() {
    return damaged;
  }

  void sendingOne() {
    sending++;
  }

  void sentOne() {
    sending--;
  }

  /** Whether Netty holds memory of the command's data. */
  boolean isSending() {
    return sending > 0;
  }

  void answer(int withStatus, long withResult) {
    answered = true;
    status = withStatus;
    result = withResult;
  }

  boolean isAnswered() {
    return answered;
  }

  int status() {
    return status;
  }

  long result() {
    return result;
  }

  void abortWhenSent() {
    abortDue = true;
  }

  boolean isAbortDue() {
    return abortDue;
  }
}
