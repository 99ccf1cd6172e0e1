package io.jacquard.initiator;

import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.concurrent.CompletableFuture;

/** One command of a caller, sent as it is. */
final class SingleCommand extends Part implements Request {
  private final String description;
  private final Sqe sqe;
  private final Payload payload;
  private final long timeoutNanos;
  private final boolean repeatable;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private boolean taken;

  /**
   * Makes a command.
   *
   * @param sqe opcode, NSID and command dwords; not changed afterwards
   * @param timeoutNanos 0 for ever
   */
  SingleCommand(
      String description, Sqe sqe, Payload payload, long timeoutNanos, boolean repeatable) {
    this.description = description;
    this.sqe = sqe;
    this.payload = payload;
    this.timeoutNanos = timeoutNanos;
    this.repeatable = repeatable;
  }

  /** CQE dwords 0 and 1 of the successful command, completed on the loop. */
  CompletableFuture<Long> result() {
    return result;
  }

  @Override
  public Part nextPart(Lane lane) {
    if (taken) {
      return null;
    }
    taken = true;
    return this;
  }

  @Override
  public void giveUp(InitiatorException why) {
    if (!taken) {
      failed(why);
    }
  }

  @Override
  boolean load(Slot slot) {
    slot.sqe().copyFrom(sqe);
    return payload.attach(slot, 0, Math.toIntExact(payload.size()));
  }

  @Override
  void completed(Slot slot, int status, long value) {
    if (Status.isSuccess(status)) {
      payload.collect(slot, 0);
      result.complete(value);
    } else {
      result.completeExceptionally(new NvmeStatusException(description, status, value));
    }
  }

  @Override
  void failed(InitiatorException why) {
    result.completeExceptionally(why);
  }

  @Override
  boolean repeatable() {
    return repeatable;
  }

  @Override
  long timeoutNanos() {
    return timeoutNanos;
  }

  @Override
  String description() {
    return description;
  }
}
