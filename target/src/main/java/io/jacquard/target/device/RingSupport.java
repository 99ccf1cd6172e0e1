package io.jacquard.target.device;

import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.linux.IoUringSetup;
import io.jacquard.nvme.linux.IoUringSupport;
import io.jacquard.nvme.linux.SystemCallException;
import java.util.ArrayList;
import java.util.List;

/** What this process may do with io_uring, found out by making rings. */
final class RingSupport {
  private static final IoUringSetup SMALL = IoUringSetup.of(4, 8);
  private static final int[] FILE_OPERATIONS = {
    IoUringOp.READ,
    IoUringOp.WRITE,
    IoUringOp.FSYNC,
    IoUringOp.FALLOCATE,
    IoUringOp.READ_FIXED,
    IoUringOp.WRITE_FIXED,
    IoUringOp.ASYNC_CANCEL,
    IoUringOp.URING_CMD
  };

  private RingSupport() {}

  static List<Support> all() {
    return List.of(
        of("io_uring", operations(), SMALL, IoUringOp.READ, IoUringOp.WRITE, IoUringOp.FSYNC),
        of("io_uring_cmd", "NVMe passthrough on /dev/ngXnY", SMALL.widened(), IoUringOp.URING_CMD),
        of("io_uring iopoll", "poll=io", SMALL.polled(true, false)),
        of("io_uring sqpoll", "poll=sq", SMALL.polled(false, true)));
  }

  private static Support of(String name, String offers, IoUringSetup setup, int... operations) {
    return IoUringSupport.probe(setup, operations)
        .obstacle()
        .map(why -> Support.no(name, why))
        .orElseGet(() -> Support.yes(name, offers));
  }

  private static String operations() {
    List<String> known = new ArrayList<>();
    try (IoUring ring = IoUring.open(SMALL)) {
      for (int operation : FILE_OPERATIONS) {
        if (ring.registry().supports(operation)) {
          known.add(IoUringOp.name(operation));
        }
      }
    } catch (SystemCallException e) {
      return e.getMessage(); // not shown: there is an obstacle then
    }
    return String.join(" ", known);
  }
}
