package io.jacquard.nvme.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether this process can use io_uring here and now, found out by making a ring.
 *
 * @param obstacle why not, with the remedy; empty if it can
 */
public record IoUringSupport(Optional<String> obstacle) {
  private static final Path DISABLED = Path.of("/proc/sys/kernel/io_uring_disabled");

  /** What there is to use. */
  public static IoUringSupport usable() {
    return new IoUringSupport(Optional.empty());
  }

  /** Why there is nothing to use. */
  public static IoUringSupport not(String why) {
    return new IoUringSupport(Optional.of(why));
  }

  /**
   * Makes a ring and asks it for operations.
   *
   * @param setup the ring wanted
   * @param operations those it must know, {@link IoUringOp}s
   */
  public static IoUringSupport probe(IoUringSetup setup, int... operations) {
    try (IoUring ring = IoUring.open(setup)) {
      for (int operation : operations) {
        if (!ring.registry().supports(operation)) {
          return not(
              "this kernel's io_uring has no " + IoUringOp.name(operation) + ": use a newer Linux");
        }
      }
      return usable();
    } catch (SystemCallException e) {
      return not(explain(e, setup));
    }
  }

  private static String explain(SystemCallException e, IoUringSetup setup) {
    return switch (e.errno()) {
      case Errno.EPERM, Errno.EACCES -> forbidden();
      case Errno.ENOSYS -> "this kernel has no io_uring (Linux 5.8 or newer has)";
      case Errno.ENOMEM -> "no memory may be locked for a ring: raise 'ulimit -l'";
      case Errno.EINVAL ->
          "this kernel refuses such a ring"
              + (setup.wide() ? " of wide entries: Linux 5.19 or newer has them" : "");
      default -> e.getMessage();
    };
  }

  private static String forbidden() {
    return switch (disabled()) {
      case "1" ->
          "io_uring is kept for privileged processes here: 'sysctl -w kernel.io_uring_disabled=0',"
              + " or join the group of kernel.io_uring_group";
      case "2" ->
          "io_uring is switched off here: 'sysctl -w kernel.io_uring_disabled=0' switches it on";
      default ->
          "io_uring is forbidden to this process: let the container's seccomp profile allow"
              + " io_uring_setup, io_uring_enter and io_uring_register";
    };
  }

  private static String disabled() {
    try {
      return Files.readString(DISABLED).trim();
    } catch (IOException e) {
      // Linux before 6.6 cannot switch it off.
      return "";
    }
  }
}
