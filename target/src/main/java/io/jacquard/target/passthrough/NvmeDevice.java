package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.NvmeIoctl;
import io.jacquard.nvme.linux.SystemCallException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open device node of the kernel's NVMe driver: a controller ({@code /dev/nvme0}), a namespace's
 * block device ({@code /dev/nvme0n1}) or generic device ({@code /dev/ng0n1}). Thread-safe, but for
 * {@link #close}: no command is under way then.
 */
final class NvmeDevice implements AutoCloseable {
  private static final String WITHOUT_CLAIM = "write exclusive=off to look at it all the same";

  private final LinuxFile file;
  private final Optional<LinuxFile> claim;
  private final NvmeIoctl ioctl;
  private final int nsid;

  private NvmeDevice(LinuxFile file, Optional<LinuxFile> claim, NvmeIoctl ioctl, int nsid) {
    this.file = file;
    this.claim = claim;
    this.ioctl = ioctl;
    this.nsid = nsid;
  }

  /**
   * Opens a node.
   *
   * @param exclusive claim the namespace's block device, if it has one, so that it is not mounted
   *     by anybody now and as long as this is open
   * @throws IOException if it cannot be opened or is in use; the message says what to do
   */
  static NvmeDevice open(Path path, boolean exclusive) throws IOException {
    Optional<LinuxFile> claim =
        exclusive ? BlockDeviceClaim.take(path, WITHOUT_CLAIM) : Optional.empty();
    try {
      return open(path, claim);
    } catch (IOException | RuntimeException e) {
      if (claim.isPresent()) {
        claim.get().close();
      }
      throw e;
    }
  }

  private static NvmeDevice open(Path path, Optional<LinuxFile> claim) throws IOException {
    LinuxFile file = openFile(path);
    try {
      NvmeIoctl ioctl = new NvmeIoctl(file.fd());
      long id = ioctl.namespaceId();
      if (id < 0 && id != -Errno.ENOTTY) {
        throw new SystemCallException("NVME_IOCTL_ID", path.toString(), (int) -id);
      }
      return new NvmeDevice(file, claim, ioctl, id < 0 ? 0 : (int) id);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static LinuxFile openFile(Path path) throws IOException {
    try {
      return LinuxFile.open(path, LinuxFile.O_RDWR, 0);
    } catch (SystemCallException e) {
      throw switch (e.errno()) {
        case Errno.EACCES, Errno.EPERM ->
            new IOException(e.getMessage() + "; NVMe commands need root (CAP_SYS_ADMIN)", e);
        case Errno.ENOENT ->
            new IOException(e.getMessage() + "; 'jacquard enum' lists the devices there are", e);
        default -> e;
      };
    }
  }

  /** The node. */
  Path path() {
    return file.path();
  }

  /** Its descriptor. */
  int fd() {
    return file.fd();
  }

  /** Its ioctls. */
  NvmeIoctl ioctl() {
    return ioctl;
  }

  /** The namespace identifier, unsigned; 0 for a controller, or for what is no NVMe device. */
  int nsid() {
    return nsid;
  }

  /** False once the controller, or the namespace, is gone. */
  boolean isThere() {
    return ioctl.namespaceId() == (nsid & 0xFFFF_FFFFL);
  }

  @Override
  public void close() throws SystemCallException {
    file.close();
    if (claim.isPresent()) {
      claim.get().close();
    }
  }
}
