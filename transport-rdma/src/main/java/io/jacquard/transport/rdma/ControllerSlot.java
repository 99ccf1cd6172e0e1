package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.queue.ReceivedCommand;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/** A command on the controller side. Confined to the loop; allocates nothing per command. */
final class ControllerSlot extends ReceivedCommand {
  private static final int NO_CAPSULE = -1;

  private final ControllerQueue queue;
  private final DataDescriptors descriptors = new DataDescriptors();
  private final TransferRequests requests = new TransferRequests();
  private int capsule = NO_CAPSULE;
  private int readsBegun;
  private int readsOutstanding;
  private int readsDone;
  private boolean readFailed;
  private boolean fetching;

  ControllerSlot(int index, CommandCounts counts, ControllerQueue queue) {
    super(index, counts);
    this.queue = queue;
  }

  /** Takes the SQE of a capsule. */
  void receive(ByteBuffer from, int at) {
    begin(from, at);
    descriptors.clear();
    capsule = NO_CAPSULE;
    readsBegun = 0;
    readsOutstanding = 0;
    readsDone = 0;
    readFailed = false;
    fetching = false;
  }

  /**
   * Finds out what data the command has.
   *
   * @param data the data in the capsule
   * @param capsuleBytes how much of it there is
   * @param largest most data of a command
   * @return 0, or the status with which to refuse the command
   */
  int inspect(ByteBuffer data, int capsuleBytes, int largest) {
    if (sqe().psdt() != Sqe.PSDT_SGL || isToController() && isToHost()) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    if (!isToController() && !isToHost()) {
      return Status.SUCCESS;
    }
    int refusal = descriptors.read(sqe(), isToController(), data, capsuleBytes);
    return refusal != 0 ? refusal : describe(descriptors.total(), largest);
  }

  DataDescriptors descriptors() {
    return descriptors;
  }

  TransferRequests requests() {
    return requests;
  }

  boolean isInCapsule() {
    return descriptors.inCapsule();
  }

  /** The data is in this received capsule, which is kept until the command is done with it. */
  void keep(int buffer) {
    capsule = buffer;
  }

  boolean keepsCapsule() {
    return capsule != NO_CAPSULE;
  }

  /** The capsule is the caller's now; the data goes with it. */
  int giveCapsule() {
    int kept = capsule;
    capsule = NO_CAPSULE;
    data(IoBuffer.NONE, 0);
    return kept;
  }

  /** The data is being read from the host. */
  void fetch() {
    fetching = true;
  }

  boolean isFetching() {
    return fetching;
  }

  boolean hasReadsToBegin() {
    return readsBegun < descriptors.count() && !isAnswered();
  }

  /** Takes the next block to read. */
  int beginRead() {
    readsOutstanding++;
    return readsBegun++;
  }

  /** A READ is done; true if it was the last that there will be. */
  boolean endRead(boolean success) {
    readsOutstanding--;
    readsDone++;
    readFailed |= !success;
    boolean last = readsOutstanding == 0 && !hasReadsToBegin();
    fetching &= !last;
    return last;
  }

  /** Whether some of the data could not be read. */
  boolean hasReadFailed() {
    return readFailed || readsDone < descriptors.count();
  }

  boolean hasReadsOutstanding() {
    return readsOutstanding > 0;
  }

  @Override
  protected void onComplete(int completedStatus, long completedResult) {
    queue.completed(this, completedStatus, completedResult);
  }

  /** Ends the slot's command; the data, if any, is the caller's now. */
  void clear() {
    data(IoBuffer.NONE, 0);
    fetching = false;
    moveTo(CommandState.FREE);
  }
}
