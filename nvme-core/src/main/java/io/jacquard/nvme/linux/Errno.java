package io.jacquard.nvme.linux;

/** Error numbers of Linux that code here decides by, and names for those that people meet. */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such file or directory. */
  public static final int ENOENT = 2;

  /** Interrupted system call. */
  public static final int EINTR = 4;

  /** Input/output error. */
  public static final int EIO = 5;

  /** No such device or address: it is gone, or was never there. */
  public static final int ENXIO = 6;

  /** Bad file descriptor. */
  public static final int EBADF = 9;

  /** Resource temporarily unavailable; also the answer of a lock that somebody else holds. */
  public static final int EAGAIN = 11;

  /** Cannot allocate memory. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Device or resource busy. */
  public static final int EBUSY = 16;

  /** File exists. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** Is a directory. */
  public static final int EISDIR = 21;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** The device does not know the request. */
  public static final int ENOTTY = 25;

  /** File too large. */
  public static final int EFBIG = 27;

  /** No space left on device. */
  public static final int ENOSPC = 28;

  /** Read-only file system. */
  public static final int EROFS = 30;

  /** Function not implemented: the kernel has no such call, or a filter hides it. */
  public static final int ENOSYS = 38;

  /** No data available; a device's answer for a medium error that it knows. */
  public static final int ENODATA = 61;

  /** Operation canceled. */
  public static final int ECANCELED = 125;

  /** Address already in use. */
  public static final int EADDRINUSE = 98;

  /** Cannot assign requested address. */
  public static final int EADDRNOTAVAIL = 99;

  /** Network is unreachable. */
  public static final int ENETUNREACH = 101;

  /** Connection timed out. */
  public static final int ETIMEDOUT = 110;

  /** No route to host. */
  public static final int EHOSTUNREACH = 113;

  /** Value too large; a zoned device's answer to one active zone too many. */
  public static final int EOVERFLOW = 75;

  /** Too many references; a zoned device's answer to one open zone too many. */
  public static final int ETOOMANYREFS = 109;

  /** Operation not supported. */
  public static final int EOPNOTSUPP = 95;

  /** Remote I/O error: the device refused the request itself. */
  public static final int EREMOTEIO = 121;

  /** Disk quota exceeded. */
  public static final int EDQUOT = 122;

  /** Critical medium error (EBADMSG), from file systems with checksums. */
  public static final int EBADMSG = 74;

  private Errno() {}

  /** The symbolic name, such as "ENOSPC", or "errno 77" for one that has no name here. */
  public static String name(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM";
      case ENOENT -> "ENOENT";
      case EINTR -> "EINTR";
      case EIO -> "EIO";
      case ENXIO -> "ENXIO";
      case EBADF -> "EBADF";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM";
      case EACCES -> "EACCES";
      case 14 -> "EFAULT";
      case EBUSY -> "EBUSY";
      case EEXIST -> "EEXIST";
      case ENODEV -> "ENODEV";
      case 20 -> "ENOTDIR";
      case EISDIR -> "EISDIR";
      case EINVAL -> "EINVAL";
      case 23 -> "ENFILE";
      case 24 -> "EMFILE";
      case ENOTTY -> "ENOTTY";
      case 26 -> "ETXTBSY";
      case EFBIG -> "EFBIG";
      case ENOSPC -> "ENOSPC";
      case 29 -> "ESPIPE";
      case EROFS -> "EROFS";
      case 36 -> "ENAMETOOLONG";
      case ENOSYS -> "ENOSYS";
      case 40 -> "ELOOP";
      case ENODATA -> "ENODATA";
      case EBADMSG -> "EBADMSG";
      case EOVERFLOW -> "EOVERFLOW";
      case ETOOMANYREFS -> "ETOOMANYREFS";
      case EOPNOTSUPP -> "EOPNOTSUPP";
      case EADDRINUSE -> "EADDRINUSE";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL";
      case ENETUNREACH -> "ENETUNREACH";
      case ETIMEDOUT -> "ETIMEDOUT";
      case EHOSTUNREACH -> "EHOSTUNREACH";
      case 116 -> "ESTALE";
      case EREMOTEIO -> "EREMOTEIO";
      case EDQUOT -> "EDQUOT";
      case ECANCELED -> "ECANCELED";
      default -> "errno " + errno;
    };
  }

  /** What it means, in words for people. */
  public static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted";
      case ENOENT -> "no such file or directory";
      case EIO -> "input/output error";
      case EAGAIN -> "held by somebody else";
      case ENOMEM -> "not enough memory";
      case EACCES -> "permission denied";
      case EBUSY -> "in use";
      case EEXIST -> "exists already";
      case EISDIR -> "is a directory";
      case ENODEV -> "no such device";
      case EADDRINUSE -> "the address is in use";
      case EADDRNOTAVAIL -> "the address is not of this machine";
      case ENETUNREACH -> "the network cannot be reached";
      case ETIMEDOUT -> "no answer in time";
      case EHOSTUNREACH -> "no route to the host";
      case EINVAL -> "invalid argument";
      case 24 -> "too many open files";
      case EFBIG -> "too large for the file system";
      case ENOSYS -> "this kernel has no such call";
      case ENOSPC -> "no space left";
      case EROFS -> "the file system is read-only";
      case EOPNOTSUPP -> "not supported";
      case EDQUOT -> "disk quota exceeded";
      default -> "the call failed";
    };
  }
}
