package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/**
 * A command on the controller side: which way its data goes and how much there is, and an answer
 * that has to wait; transports add how they move the data. Confined to the loop.
 */
public abstract class ReceivedCommand extends Command {
  private boolean toController;
  private boolean toHost;
  private int dataBytes;
  private boolean answered;
  private int status;
  private long result;

  /**
   * Makes a slot.
   *
   * @param index its place in its queue, 0 or more
   */
  protected ReceivedCommand(int index, CommandCounts counts) {
    super(index, counts);
  }

  /** Takes the SQE of a capsule, which begins at {@code at}. */
  protected final void begin(ByteBuffer from, int at) {
    moveTo(CommandState.RECEIVED);
    Sqe sqe = sqe();
    sqe.buffer().put(sqe.offset(), from, at, Sqe.BYTES);
    DataDirection direction = DataDirection.of(sqe.opcode(), sqe.fctype());
    toController = direction.toController();
    toHost = direction.toHost();
    dataBytes = 0;
    answered = false;
  }

  /**
   * Sets the length of the data that the SGL describes.
   *
   * @param largest most data of a command
   * @return 0, or the status with which to refuse the command
   */
  protected final int describe(long length, int largest) {
    if (length > largest) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    dataBytes = (int) length;
    return Status.SUCCESS;
  }

  /** Length of the data that the SGL describes. */
  public final int dataBytes() {
    return dataBytes;
  }

  /** Whether the host has data for the controller. */
  public final boolean isToController() {
    return toController;
  }

  /** Whether the controller has data for the host. */
  public final boolean isToHost() {
    return toHost;
  }

  /** Whether a successful response has data. */
  public final boolean hasDataForHost() {
    return toHost && length() > 0;
  }

  /** The data is, or will be, in this buffer. */
  public final void attach(IoBuffer buffer) {
    data(buffer, dataBytes);
  }

  /** Remembers the answer. */
  public final void answer(int withStatus, long withResult) {
    status = withStatus;
    result = withResult;
  }

  /** Remembers the answer until data that was asked for has come. */
  public final void answerLater(int withStatus, long withResult) {
    answered = true;
    answer(withStatus, withResult);
  }

  /** Whether there is an answer although data is still to come. */
  public final boolean isAnswered() {
    return answered;
  }

  /** The status of the answer. */
  public final int status() {
    return status;
  }

  /** DW0 and DW1 of the answer. */
  public final long result() {
    return result;
  }
}
