package io.jacquard.initiator;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A remote controller as the one behind a namespace. Thread-safe. */
final class RemoteControllerAccess implements ControllerAccess {
  private final RemoteController controller;
  private final int nsid;
  private final Runnable onClose;

  /**
   * A way to a controller.
   *
   * @param nsid the namespace that is meant, or 0
   * @param onClose gives the controller back
   */
  RemoteControllerAccess(RemoteController controller, int nsid, Runnable onClose) {
    this.controller = controller;
    this.nsid = nsid;
    this.onClose = onClose;
  }

  @Override
  public int nsid() {
    return nsid;
  }

  @Override
  public Completion admin(Sqe command, IoBuffer data, int length) throws IOException {
    ByteBuffer bytes = data.bytes().slice(0, length);
    Sqe copy = Sqe.allocate().copyFrom(command).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL);
    try {
      return new Completion(0, controller.admin(copy, bytes));
    } catch (NvmeStatusException e) {
      return new Completion(e.status(), e.result());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e); // data that does not suit the opcode
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
