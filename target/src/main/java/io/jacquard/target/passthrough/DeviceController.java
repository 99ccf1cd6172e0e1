package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.device.ShapeChange;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller that the kernel drives, by the ioctls of one of its device nodes. The kernel has its
 * own idea of the timeout of admin commands (60 s, {@code nvme_core.admin_timeout}).
 */
public final class DeviceController implements ControllerAccess {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceController.class);

  private final NvmeDevice device;
  // Commands share it; who closes has it alone, since the kernel would reuse the descriptor.
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private final int timeoutMillis;
  private final boolean careful;
  private boolean closed;

  private DeviceController(NvmeDevice device, int timeoutMillis, boolean careful) {
    this.device = device;
    this.timeoutMillis = timeoutMillis;
    this.careful = careful;
  }

  /**
   * Opens a controller by any of its device nodes: its own, or one of a namespace of it. Commands
   * that change namespaces, as Format NVM does, are refused while one of these is in use.
   *
   * @throws IOException if that fails, or the node is none of an NVMe device; with the next step
   */
  public static DeviceController open(Path path) throws IOException {
    return open(path, 0, true);
  }

  /**
   * Opens a controller for commands that others have looked at.
   *
   * @param timeoutMillis how long each may take, 0 for the driver's own
   */
  static DeviceController open(Path path, int timeoutMillis) throws IOException {
    return open(path, timeoutMillis, false);
  }

  private static DeviceController open(Path path, int timeoutMillis, boolean careful)
      throws IOException {
    NvmeDevice device = NvmeDevice.open(path, false);
    DeviceController controller = new DeviceController(device, timeoutMillis, careful);
    try {
      // Whether it is one is told by a command that every controller knows.
      new ControllerQueries(controller).controller();
      return controller;
    } catch (IOException | RuntimeException e) {
      controller.close();
      throw e;
    }
  }

  /** The node by which it was opened. */
  public Path path() {
    return device.path();
  }

  @Override
  public int nsid() {
    return device.nsid();
  }

  @Override
  public Completion admin(Sqe command, IoBuffer data, int length) throws IOException {
    if (length < 0 || length > data.capacity()) {
      throw new IllegalArgumentException(length + " bytes in a buffer of " + data.capacity());
    }
    use.readLock().lock();
    try {
      if (closed) {
        throw new IOException(path() + " is closed");
      }
      if (!careful || !ShapeChange.by(command)) {
        return execute(command, data, length);
      }
      // Held until the end: nobody begins to use them meanwhile.
      try (ShapeClaim claim = ShapeClaim.take(this, command)) {
        return execute(command, data, length);
      }
    } finally {
      use.readLock().unlock();
      Reference.reachabilityFence(data);
    }
  }

  private Completion execute(Sqe command, IoBuffer data, int length) throws IOException {
    int status =
        device.ioctl().admin(command, command.nsid(), data.address(), length, timeoutMillis);
    if (status < 0) {
      throw failure(command, -status);
    }
    return new Completion(KernelOutcome.ofController(status), device.ioctl().result());
  }

  private IOException failure(Sqe command, int errno) {
    String subject = path() + ": " + AdminOpcode.nameOf(command.opcode());
    return switch (errno) {
      case Errno.ENOTTY -> new IOException(path() + " is no NVMe device");
      case Errno.EINTR ->
          new IOException(
              subject + " was cancelled by the driver: the controller was reset or lost");
      case Errno.EACCES, Errno.EPERM ->
          new IOException(subject + " is not allowed: run as root (CAP_SYS_ADMIN)");
      default -> new SystemCallException("ioctl", subject, errno);
    };
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        device.close();
      }
    } catch (SystemCallException e) {
      LOG.warn("{} was not closed in good order", path(), e);
    } finally {
      use.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "the controller of " + path();
  }
}
