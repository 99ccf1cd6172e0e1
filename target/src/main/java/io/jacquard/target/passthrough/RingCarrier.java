package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.linux.NvmeIoctl;
import io.jacquard.nvme.linux.NvmePassthru;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.engine.LoopRing;
import io.jacquard.target.engine.RingKind;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code async=io_uring_cmd}: commands through the loop's ring of wide entries to the kernel's NVMe
 * driver. A command that finds no room in the ring waits in line.
 */
final class RingCarrier implements Carrier, LoopRing.User {
  private static final Logger LOG = LoggerFactory.getLogger(RingCarrier.class);

  /** {@code IORING_URING_CMD_FIXED}: the data is in a registered buffer. */
  private static final int FIXED_BUFFER = 1;

  private final NvmeDevice device;
  private final Loop loop;
  private final LoopRing ring;
  private final int timeoutMillis;
  private final int user;
  private final int file;
  private final PassedCommand[] underWay;
  private final CommandFifo line = new CommandFifo();
  private boolean completing;

  private RingCarrier(NvmeDevice device, Loop loop, LoopRing ring, int depth, int timeoutMillis) {
    this.device = device;
    this.loop = loop;
    this.ring = ring;
    this.timeoutMillis = timeoutMillis;
    this.user = ring.add(this);
    this.file = ring.putFile(device.fd());
    this.underWay = new PassedCommand[depth];
  }

  /** Carriers through rings of a kind; timeout 0 for the driver's own. */
  static Kind kind(NvmeDevice device, RingKind rings, int timeoutMillis) {
    return new Kind() {
      @Override
      public Carrier open(Loop loop, int depth) throws IOException {
        return new RingCarrier(device, loop, LoopRing.join(loop, rings), depth, timeoutMillis);
      }

      @Override
      public void close() {
        // Rings end with their last queue.
      }
    };
  }

  @Override
  public void start(PassedCommand command) {
    if (!line.isEmpty() || !begin(command)) {
      line.add(command);
    }
  }

  /** Puts a command in the ring; false if there is no room. */
  private boolean begin(PassedCommand command) {
    long at = ring.take();
    if (at == IoUring.NONE) {
      return false;
    }
    int tag = command.command.index();
    underWay[tag] = command;
    int buffer = command.length == 0 ? -1 : ring.buffer(command.address(), command.length);
    IoUring entries = ring.ring();
    entries.fill(
        at,
        IoUringOp.URING_CMD,
        file < 0 ? 0 : IoUringOp.FLAG_FIXED_FILE,
        file < 0 ? device.fd() : file,
        NvmeIoctl.URING_CMD_IO & 0xFFFF_FFFFL,
        0,
        0,
        buffer < 0 ? 0 : FIXED_BUFFER,
        LoopRing.userData(user, tag));
    if (buffer >= 0) {
      entries.fixedBuffer(at, buffer);
    }
    NvmePassthru.encode(
        entries.entries(),
        at + IoUring.COMMAND,
        command.command.sqe(),
        device.nsid(),
        command.address(),
        command.length,
        timeoutMillis);
    return true;
  }

  @Override
  public void flush() {
    ring.submit();
  }

  @Override
  public void completed(int tag, int result, long extra) {
    PassedCommand command = underWay[tag];
    underWay[tag] = null;
    command.outcome = result;
    command.result = extra;
    completing = true;
    command.ended();
    completing = false;
  }

  @Override
  public void room() {
    while (!line.isEmpty() && begin(line.first())) {
      line.take();
    }
    ring.submit();
  }

  @Override
  public boolean withdraw(PassedCommand command) {
    return line.remove(command);
  }

  @Override
  public void release() {
    if (!completing) {
      leave();
      return;
    }
    // The ring is handing out completions and must not end meanwhile.
    try {
      loop.execute(this::leave);
    } catch (RejectedExecutionException e) {
      LOG.error("{}: a loop has ended before its queue was closed", device.path(), e);
    }
  }

  private void leave() {
    if (file >= 0) {
      ring.removeFile(file);
    }
    ring.leave(user);
  }
}
