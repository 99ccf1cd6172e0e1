package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.linux.NvmeIoctl;
import io.jacquard.nvme.linux.NvmePassthru;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.engine.LoopRing;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code async=io_uring_cmd}: commands through the loop's ring of wide entries to the kernel's NVMe
 * driver. A command that finds no room in the ring waits in line.
 */
final class RingCarrier implements Carrier, LoopRing.User {
  /** {@code IORING_URING_CMD_FIXED}: the data is in a registered buffer. */
  private static final int FIXED_BUFFER = 1;

  private final NvmeDevice device;
  private final LoopRing ring;
  private final int timeoutMillis;
  private final int user;
  private final int file;
  private final PassedCommand[] underWay;
  private final CommandFifo line = new CommandFifo();

  private RingCarrier(NvmeDevice device, LoopRing ring, int depth, int timeoutMillis) {
    this.device = device;
    this.ring = ring;
    this.timeoutMillis = timeoutMillis;
    this.user = ring.add(this);
    this.file = ring.putFile(device.fd());
    this.underWay = new PassedCommand[depth];
  }

  /** Carriers through the rings that a URI asks for. */
  static Kind kind(NvmeDevice device, PassthroughOptions options) {
    return new Kind() {
      @Override
      public Carrier open(Loop loop, int depth) throws IOException {
        LoopRing ring = LoopRing.join(loop, options.rings());
        Carrier carrier = new RingCarrier(device, ring, depth, options.timeoutMillis());
        Optional<String> shortcoming = ring.shortcoming();
        if (options.demandsRegistration() && shortcoming.isPresent()) {
          carrier.release();
          throw new IOException(device.path() + ": " + shortcoming.get());
        }
        return carrier;
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
    command.ended();
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
    if (file >= 0) {
      ring.removeFile(file);
    }
    ring.leave(user);
  }
}
