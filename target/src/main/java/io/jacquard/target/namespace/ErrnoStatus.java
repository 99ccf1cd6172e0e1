package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.status.Status;

/** What a host is told when the kernel refuses. */
final class ErrnoStatus {
  private static final int CAPACITY_EXCEEDED = Status.withDnr(Status.CAPACITY_EXCEEDED);
  private static final int WRITE_PROTECTED = Status.withDnr(Status.NAMESPACE_WRITE_PROTECTED);

  private ErrnoStatus() {}

  /** Status of a read that failed. */
  static int ofRead(int errno) {
    return switch (errno) {
      case Errno.EIO, Errno.ENODATA, Errno.EBADMSG, Errno.EREMOTEIO ->
          Status.UNRECOVERED_READ_ERROR;
      default -> Status.INTERNAL_ERROR;
    };
  }

  /** Status of anything that failed to change the medium, or to make changes durable. */
  static int ofWrite(int errno) {
    return switch (errno) {
      case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> CAPACITY_EXCEEDED;
      case Errno.EIO, Errno.ENODATA, Errno.EBADMSG, Errno.EREMOTEIO -> Status.WRITE_FAULT;
      case Errno.EROFS, Errno.EPERM -> WRITE_PROTECTED;
      // Only zoned block devices say these.
      case Errno.ETOOMANYREFS -> ZoneRules.TOO_MANY_OPEN;
      case Errno.EOVERFLOW -> ZoneRules.TOO_MANY_ACTIVE;
      default -> Status.INTERNAL_ERROR;
    };
  }
}
