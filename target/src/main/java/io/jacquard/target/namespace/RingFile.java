package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.IoUring;
import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.target.engine.LoopRing;
import io.jacquard.target.engine.RingKind;
import java.io.IOException;
import java.util.Optional;

/** A file by its loop's io_uring. */
final class RingFile implements AsyncFile, LoopRing.User {
  private final LoopRing ring;
  private final IoUring entries;
  private final Listener listener;
  private final int user;
  private final int registered;
  private final int file;
  private final int flags;
  private final int syncFd;
  private final RingKind kind;

  private RingFile(LoopRing ring, RingKind kind, int fd, int syncFd, Listener listener) {
    this.ring = ring;
    this.entries = ring.ring();
    this.kind = kind;
    this.listener = listener;
    this.user = ring.add(this);
    this.registered = ring.putFile(fd);
    this.syncFd = syncFd;
    this.file = registered < 0 ? fd : registered;
    this.flags = registered < 0 ? 0 : IoUringOp.FLAG_FIXED_FILE;
  }

  /**
   * Opens the way to a file for a loop.
   *
   * @param fd an open file, which the kernel may keep open for as long as it likes
   * @param syncFd the same file, opened another time, to sync
   */
  static RingFile open(Loop loop, RingKind kind, int fd, int syncFd, Listener listener)
      throws IOException {
    return new RingFile(LoopRing.join(loop, kind), kind, fd, syncFd, listener);
  }

  /** What of the ring is not as good as it could be. */
  Optional<String> shortcoming() {
    return kind.files() && registered < 0
        ? Optional.of("the file is not registered: the kernel refused it, or its table is full")
        : ring.shortcoming();
  }

  @Override
  public boolean read(int tag, long address, int length, long offset) {
    return transfer(IoUringOp.READ, IoUringOp.READ_FIXED, tag, address, length, offset, 0);
  }

  @Override
  public boolean write(int tag, long address, int length, long offset, boolean durable) {
    int how = durable ? IoUringOp.RWF_DSYNC : 0;
    return transfer(IoUringOp.WRITE, IoUringOp.WRITE_FIXED, tag, address, length, offset, how);
  }

  private boolean transfer(
      int plain, int fixed, int tag, long address, int length, long offset, int how) {
    long at = ring.take();
    if (at == IoUring.NONE) {
      return false;
    }
    int buffer = ring.buffer(address, length);
    int opcode = buffer < 0 ? plain : fixed;
    entries.fill(
        at, opcode, flags, file, offset, address, length, how, LoopRing.userData(user, tag));
    if (buffer >= 0) {
      entries.fixedBuffer(at, buffer);
    }
    return true;
  }

  /** A polled ring takes nothing but reads and writes. */
  @Override
  public boolean syncs() {
    return !kind.ioPoll();
  }

  @Override
  public boolean sync(int tag) {
    long at = ring.take();
    if (at == IoUring.NONE) {
      return false;
    }
    long userData = LoopRing.userData(user, tag);
    int how = IoUringOp.FSYNC_DATASYNC;
    entries.fill(at, IoUringOp.FSYNC, 0, syncFd, 0, 0, 0, how, userData);
    return true;
  }

  @Override
  public boolean fallocates() {
    return !kind.ioPoll();
  }

  @Override
  public boolean fallocate(int tag, int mode, long offset, long length) {
    long at = ring.take();
    if (at == IoUring.NONE) {
      return false;
    }
    // The length stands where addresses do, the mode where lengths do.
    long userData = LoopRing.userData(user, tag);
    entries.fill(at, IoUringOp.FALLOCATE, flags, file, offset, length, mode, 0, userData);
    return true;
  }

  @Override
  public void cancel(int tag) {
    ring.cancel(user, tag);
  }

  @Override
  public void submit() {
    ring.submit();
  }

  @Override
  public void completed(int tag, int result, long extra) {
    listener.completed(tag, result);
  }

  @Override
  public void room() {
    listener.room();
  }

  @Override
  public void close() {
    if (registered >= 0) {
      ring.removeFile(registered);
    }
    ring.leave(user);
  }
}
