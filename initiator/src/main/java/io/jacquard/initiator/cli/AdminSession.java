package io.jacquard.initiator.cli;

import io.jacquard.initiator.ExistingFile;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.ControllerAccess.Completion;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Admin commands to the controller of what a URI names. */
final class AdminSession implements AutoCloseable {
  private final NamespaceUri uri;
  private final ControllerAccess controller;

  AdminSession(NamespaceUri uri, ControllerAccess controller) {
    this.uri = uri;
    this.controller = controller;
  }

  static AdminSession open(NamespaceUri uri) throws IOException {
    ExistingFile.require(uri);
    return new AdminSession(uri, NamespaceKinds.openController(uri));
  }

  /** The controller's ID for the namespace that is meant, or 0 if there is none. */
  int nsid() {
    return controller.nsid();
  }

  /** The namespace's ID. */
  int requireNsid() throws IOException {
    if (nsid() == 0) {
      throw new IOException(
          "'" + uri + "' is a controller: say which of its namespaces is meant by --nsid");
    }
    return nsid();
  }

  /**
   * Runs a command and requires its success.
   *
   * @param fields the options that say what the command's fields are, for people
   * @return CQE dwords 0 and 1
   */
  long run(String name, Sqe sqe, IoBuffer data, int length, String fields) throws IOException {
    Completion end = controller.admin(sqe, data, length);
    if (!Status.isSuccess(end.status())) {
      throw new IOException(
          name
              + " failed: "
              + Status.describe(end.status())
              + NextStep.after(end.status(), uri, fields));
    }
    return end.result();
  }

  /** Runs a command that returns data, and requires its success. */
  ByteBuffer receive(String name, Sqe sqe, int length, String fields) throws IOException {
    IoBuffer data = IoBuffer.allocate(length);
    run(name, sqe, data, length, fields);
    return data.bytes().slice(0, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Runs a command that returns data and that a controller need not have; empty if it fails. */
  Optional<ByteBuffer> tryReceive(Sqe sqe, int length) throws IOException {
    IoBuffer data = IoBuffer.allocate(length);
    return Status.isSuccess(controller.admin(sqe, data, length).status())
        ? Optional.of(data.bytes().slice(0, length).order(ByteOrder.LITTLE_ENDIAN))
        : Optional.empty();
  }

  @Override
  public void close() {
    controller.close();
  }
}
