package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.linux.IoUringSupport;
import io.jacquard.nvme.linux.LinuxAio;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.target.engine.RingKind;
import java.lang.ref.Reference;
import java.util.Optional;

/** What this kernel lets this process use. Each answer is found out by trying. */
class KernelSupport {
  private static final int SLAB_BYTES = 1 << 20;

  /** Why there is no ring of a kind, with the remedy; empty if there is. */
  Optional<String> noRing(RingKind kind) {
    return IoUringSupport.probe(
            kind.setup(),
            IoUringOp.READ,
            IoUringOp.WRITE,
            IoUringOp.FSYNC,
            IoUringOp.FALLOCATE,
            IoUringOp.ASYNC_CANCEL)
        .obstacle();
  }

  /** Why buffers cannot be registered with a ring, with the remedy; empty if they can. */
  Optional<String> noRegisteredBuffers(RingKind kind) {
    IoMemory memory = IoMemory.allocate(SLAB_BYTES);
    try (IoUring ring = IoUring.open(kind.setup())) {
      int result = ring.registry().reserveBuffers(1);
      if (result >= 0) {
        result = ring.registry().putBuffer(0, memory.segment());
      }
      return switch (result) {
        case 0 -> Optional.empty();
        case -Errno.ENOMEM -> Optional.of("no memory may be locked: raise 'ulimit -l'");
        default -> Optional.of("the kernel answered " + Errno.name(-result));
      };
    } catch (SystemCallException e) {
      return Optional.of(e.getMessage());
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** Why libaio's system calls cannot be used, with the remedy; empty if they can. */
  Optional<String> noAio() {
    try (EventFd event = EventFd.create();
        LinuxAio ignored = LinuxAio.open(1, 1, event.fd())) {
      return Optional.empty();
    } catch (SystemCallException e) {
      return Optional.of(
          switch (e.errno()) {
            case Errno.ENOSYS -> "this kernel has no io_submit (CONFIG_AIO)";
            case Errno.EAGAIN -> "fs.aio-max-nr is used up: raise it with sysctl";
            default -> e.getMessage();
          });
    }
  }
}
