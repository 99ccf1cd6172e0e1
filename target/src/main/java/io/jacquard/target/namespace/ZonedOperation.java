package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;

/**
 * A command in a {@link ZonedQueue} that needs a zone, or all zones, for itself; and the command
 * that carries its data out on the queue below. One for each index that is used, made once.
 */
final class ZonedOperation extends Command {
  /** Where an operation is. */
  enum Place {
    /** It has no command. */
    IDLE,
    /** Waits for its zone. */
    PARKED,
    /** Has its zone and is about to begin. */
    READY,
    /** In the queue below. */
    BELOW,
    /** With a thread that may block. */
    AWAY
  }

  private final ZonedQueue queue;
  private final RangeHold hold = new RangeHold();
  private IoBuffer range = IoBuffer.NONE;

  /** The host's command, null when there is none. */
  Command command;

  /** Where it is. */
  Place place = Place.IDLE;

  /** The zone it needs; -1 for all. */
  int zone;

  /** The first block that it writes. */
  long written;

  /** The next zone to erase, for a reset. */
  int erasing;

  /** Status to end with as soon as possible, because the host wants it ended; 0 if not. */
  int giveUp;

  /** Next in the queue's line. */
  ZonedOperation next;

  ZonedOperation(ZonedQueue queue, int index, CommandCounts counts) {
    super(index, counts);
    this.queue = queue;
  }

  RangeHold hold() {
    return hold;
  }

  /** Takes a command. */
  void begin(Command host, int neededZone) {
    command = host;
    zone = neededZone;
    giveUp = 0;
    erasing = 0;
  }

  /** True if it needs more than one zone. */
  boolean needsAll() {
    return zone < 0;
  }

  /** Becomes the write that the host's command means, at a block. */
  void toWrite(long slba) {
    Sqe host = command.sqe();
    boolean append = host.opcode() == NvmOpcode.ZONE_APPEND;
    sqe().copyFrom(host).opcode(append ? NvmOpcode.WRITE : host.opcode()).slba(slba);
    data(command.data(), command.length());
    written = slba;
    toBelow();
  }

  /** Becomes a Dataset Management that gives the space of some blocks back. */
  void toDeallocate(long slba, long blocks) {
    if (range.isNone()) {
      range = IoBuffer.allocate(DatasetRange.BYTES);
    }
    DatasetRange.put(range.bytes(), 0, slba, blocks);
    sqe()
        .clear()
        .opcode(NvmOpcode.DATASET_MANAGEMENT)
        .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
        .nsid(command.sqe().nsid())
        .cdw11(DatasetRange.ATTRIBUTE_DEALLOCATE);
    data(range, DatasetRange.BYTES);
    toBelow();
  }

  private void toBelow() {
    place = Place.BELOW;
    moveTo(CommandState.RECEIVED);
    moveTo(CommandState.EXECUTING);
  }

  @Override
  protected void onComplete(int status, long result) {
    moveTo(CommandState.FREE);
    data(IoBuffer.NONE, 0);
    queue.backFromBelow(this, status);
  }
}
