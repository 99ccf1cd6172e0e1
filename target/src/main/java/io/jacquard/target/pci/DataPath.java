package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.TransferLength;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;

/**
 * Points commands at their data: where it is, if the device can reach that, otherwise through
 * memory that it is copied to. Confined to its queue's loop.
 */
final class DataPath {
  /** PRP entries, and SGLs of controllers that say so, have addresses in dwords. */
  private static final int DWORD_MASK = 3;

  private static final int PRP_ENTRIES_IN_COMMAND = 2;

  private final SlabTable slabs;
  private final BounceRegion bounce;
  private final int pageBytes;
  private final SglSupport sgl;
  private final long guard;

  /**
   * A data path.
   *
   * @param pageBytes the controller's memory page
   * @param guard the device's address of a page that holds nothing
   */
  DataPath(SlabTable slabs, BounceRegion bounce, int pageBytes, SglSupport sgl, long guard) {
    this.slabs = slabs;
    this.bounce = bounce;
    this.pageBytes = pageBytes;
    this.sgl = sgl;
    this.guard = guard;
  }

  /**
   * Finds the place of a command's data.
   *
   * @param extent what is known of the data
   * @return false if there is no room to copy it to now
   */
  boolean place(Slot slot, Command command, Extent extent) {
    DataDirection direction = DataDirection.of(command.sqe().opcode(), 0);
    slot.extent = extent;
    slot.length = direction == DataDirection.NONE ? 0 : command.length();
    slot.bounce = BounceRegion.FULL;
    if (slot.length == 0) {
      return true;
    }
    IoBuffer data = command.data();
    long direct = slabs.find(data.address(), slot.length);
    if (direct != SlabTable.UNKNOWN && reachable(direct, slot)) {
      slot.address = direct;
      return true;
    }
    return copied(slot, command, direction);
  }

  private boolean reachable(long address, Slot slot) {
    boolean byPrp = slot.extent == Extent.KNOWN && (address & DWORD_MASK) == 0;
    return byPrp || sgl.takes(address, slot.length);
  }

  private boolean copied(Slot slot, Command command, DataDirection direction) {
    boolean sealed = slot.extent == Extent.UNKNOWN && !sgl.takes(0, slot.length);
    boolean mayShift = sealed && PrpList.pages(0, slot.length, pageBytes) == 2;
    slot.room = slot.length + (mayShift ? pageBytes : 0);
    slot.bounce = bounce.take(slot.room);
    if (slot.bounce == BounceRegion.FULL) {
      return false;
    }
    long start = bounce.deviceAddress(slot.bounce);
    slot.address = sealed ? PrpList.sealedStart(start, slot.length, pageBytes) : start;
    slot.skip = (int) (slot.address - start);
    if (slot.extent == Extent.UNKNOWN || !TransferLength.exact(command.sqe().opcode())) {
      // The controller need not fill it all: what other commands left there is nobody's business.
      bounce.clear(slot.bounce, slot.room);
    }
    if (direction.toController()) {
      bounce.copyIn(slot.bounce, slot.skip, command.data().segment(), slot.length);
    }
    return true;
  }

  /** Writes the data pointer of an entry that is otherwise complete. */
  void point(Sqe entry, Slot slot) {
    if (slot.extent == Extent.POINTED) {
      return;
    }
    entry.mptr(0);
    int fuse = entry.fuse();
    if (slot.length == 0) {
      entry.flags(fuse, Sqe.PSDT_PRP).prp(0, 0);
    } else if (bySgl(slot)) {
      entry.flags(fuse, Sqe.PSDT_SGL);
      entry.sgl1().setDataBlock(slot.address, slot.length);
    } else if (slot.extent == Extent.KNOWN) {
      long second = slot.list.second(slot.address, slot.length);
      entry.flags(fuse, Sqe.PSDT_PRP).prp(slot.address, second);
    } else {
      long second = slot.list.sealed(slot.address, slot.length, guard);
      entry.flags(fuse, Sqe.PSDT_PRP).prp(slot.address, second);
    }
  }

  /** One descriptor says it all; two PRP entries do too, and every controller knows them. */
  private boolean bySgl(Slot slot) {
    if (!sgl.takes(slot.address, slot.length)) {
      return false;
    }
    return slot.extent == Extent.UNKNOWN
        || (slot.address & DWORD_MASK) != 0
        || PrpList.pages(slot.address, slot.length, pageBytes) > PRP_ENTRIES_IN_COMMAND;
  }

  /** Takes the data back when the command has ended, or was never given to the controller. */
  void finish(Slot slot, int status) {
    if (slot.bounce == BounceRegion.FULL) {
      return;
    }
    Command command = slot.command;
    if (Status.isSuccess(status) && DataDirection.of(command.sqe().opcode(), 0).toHost()) {
      bounce.copyOut(slot.bounce, slot.skip, command.data().segment(), slot.length);
    }
    bounce.give(slot.bounce, slot.room);
    slot.bounce = BounceRegion.FULL;
  }

  /** Makes a slab of the loop known to the device. */
  SlabTable slabs() {
    return slabs;
  }

  /** Gives all memory back. The device uses it no more. */
  void close() {
    slabs.close();
    bounce.close();
  }
}
