package io.jacquard.target.pci;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.device.ShapeChange;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Admin commands of others to a controller that this process drives. */
final class PciControllerAccess implements ControllerAccess {
  private static final Completion REFUSED =
      new Completion(Status.withDnr(Status.INVALID_OPCODE), 0);

  private final ControllerHold hold;
  private final int nsid;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A way to a controller.
   *
   * @param hold keeps the controller open; {@link #close} gives it back
   */
  PciControllerAccess(ControllerHold hold, int nsid) {
    this.hold = hold;
    this.nsid = nsid;
  }

  @Override
  public int nsid() {
    return nsid;
  }

  @Override
  public Completion admin(Sqe command, IoBuffer data, int length) throws IOException {
    PciController controller = hold.controller();
    if (closed.get()) {
      throw new IOException("the way to " + controller.address() + " is closed");
    }
    if (isTheDrivers(command.opcode())) {
      return REFUSED;
    }
    if (ShapeChange.by(command)) {
      requireUnused(command, controller);
    }
    int largest = controller.limits().largestTransfer();
    if (length > largest) {
      throw new IOException(
          controller.address()
              + " takes at most "
              + largest
              + " bytes in an admin command, not "
              + length
              + "; read it in pieces");
    }
    AdminCommand copy = copy(command, data, length, controller);
    controller.submit(copy);
    try {
      return copy.completion().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an admin command runs, its end is unknown", e);
    } catch (ExecutionException e) {
      throw new IOException("an admin command has failed", e);
    }
  }

  /** Nothing may be carried out by a shape that the namespace has no more. */
  private static void requireUnused(Sqe command, PciController controller) throws IOException {
    for (PciNamespace namespace : controller.namespaces()) {
      if (ShapeChange.concerns(command, namespace.nsid(), controller.identity())) {
        throw new IOException(
            AdminOpcode.nameOf(command.opcode())
                + ": "
                + namespace.description()
                + " is open in this program; close it first");
      }
    }
  }

  private static AdminCommand copy(Sqe command, IoBuffer data, int length, PciController controller)
      throws IOException {
    boolean known =
        command.opcode() == AdminOpcode.GET_LOG_PAGE
            && GetLogPage.decode(command).length() == length;
    if (!known && !PrpList.sealable(length, controller.pageBytes())) {
      throw new IOException(
          AdminOpcode.nameOf(command.opcode())
              + ": "
              + length
              + " bytes cannot be kept apart from other memory by PRPs when the controller moves"
              + " more; give it a few more, or a page at most");
    }
    return AdminCommand.of(
        sqe -> sqe.copyFrom(command).flags(0, 0),
        data,
        length,
        known ? Extent.KNOWN : Extent.UNKNOWN);
  }

  /** What would take the queues away from under the driver, or never ends. */
  private static boolean isTheDrivers(int opcode) {
    return switch (opcode) {
      case AdminOpcode.CREATE_IO_CQ,
          AdminOpcode.CREATE_IO_SQ,
          AdminOpcode.DELETE_IO_CQ,
          AdminOpcode.DELETE_IO_SQ,
          AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST,
          AdminOpcode.DOORBELL_BUFFER_CONFIG ->
          true;
      default -> false;
    };
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      hold.close();
    }
  }
}
