package io.jacquard.initiator;

import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/** One command of a caller, sent as it is. */
final class DirectCommand implements DirectRequest {
  private final String description;
  private final Sqe sqe;
  private final Payload payload;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private boolean sent;

  /**
   * Makes a command.
   *
   * @param sqe opcode and command dwords; not changed afterwards
   */
  DirectCommand(String description, Sqe sqe, Payload payload) {
    this.description = description;
    this.sqe = sqe;
    this.payload = payload;
  }

  /** CQE dwords 0 and 1 of the successful command, completed on the loop. */
  CompletableFuture<Long> result() {
    return result;
  }

  @Override
  public boolean hasMore() {
    return !sent;
  }

  @Override
  public int nextBytes() {
    return Math.toIntExact(payload.size());
  }

  @Override
  public boolean toNamespace() {
    return payload.toController();
  }

  @Override
  public MemorySegment nextMemory() {
    return payload.memory();
  }

  @Override
  public void load(DirectSlot slot) {
    sent = true;
    slot.sqe().copyFrom(sqe);
  }

  @Override
  public void completed(DirectSlot slot, int status, long value) {
    if (Status.isSuccess(status)) {
      result.complete(value);
    } else {
      result.completeExceptionally(new NvmeStatusException(description, status, value));
    }
  }

  @Override
  public void giveUp(InitiatorException why) {
    result.completeExceptionally(why);
  }
}
