package io.jacquard.transport.tcp;

import io.jacquard.nvme.transport.queue.OutstandingCommand;

/** A command on the host side, and how much of its data has moved. Confined to the loop. */
final class HostSlot extends OutstandingCommand {
  private int requestable;
  private int receivable;
  private int transferred;
  private boolean lastSeen;
  private boolean damaged;
  private int sending;

  HostSlot(int index) {
    super(index);
  }

  /**
   * Begins to move data.
   *
   * @param toSend bytes to send outside of the capsule
   * @param toReceive bytes to receive
   */
  void begin(int toSend, int toReceive) {
    requestable = toSend;
    receivable = toReceive;
    transferred = 0;
    lastSeen = false;
    damaged = false;
    sending = 0;
  }

  /** Data to send outside of the capsule, in bytes. */
  int requestable() {
    return requestable;
  }

  /** Data to receive, in bytes. */
  int receivable() {
    return receivable;
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
}
