package io.jacquard.initiator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A namespace as a row of bytes, read and written anywhere and in any length. Where a write covers
 * a block only partly, the block is read, changed and written back: two channels, or two hosts,
 * that write to parts of the same block at a time may undo each other. Within one channel writes
 * are one after the other. Thread-safe.
 */
public final class NamespaceChannel implements SeekableByteChannel {
  private final BlockStorage namespace;
  private final int blockSize;
  private final ReentrantLock lock = new ReentrantLock();
  private long position;
  private boolean closed;

  NamespaceChannel(BlockStorage namespace) {
    this.namespace = namespace;
    this.blockSize = namespace.geometry().blockSize();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    lock.lock();
    try {
      requireOpen();
      int count = read(into, position);
      position += Math.max(0, count);
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads at a position, without changing the channel's.
   *
   * @return bytes read: as many as there is room for, fewer only at the end; -1 at or after the end
   */
  public int read(ByteBuffer into, long at) throws IOException {
    requirePosition(at);
    requireOpen();
    if (at >= size()) {
      return -1;
    }
    int length = (int) Math.min(into.remaining(), size() - at);
    int done = 0;
    while (done < length) {
      done += readSome(into, at + done, length - done);
    }
    return length;
  }

  private int readSome(ByteBuffer into, long at, int left) throws IOException {
    int within = (int) (at % blockSize);
    if (within == 0 && left >= blockSize) {
      int whole = left - left % blockSize;
      namespace.read(at / blockSize, into.slice(into.position(), whole));
      into.position(into.position() + whole);
      return whole;
    }
    int part = Math.min(left, blockSize - within);
    ByteBuffer block = readBlock(at / blockSize);
    into.put(block.slice(within, part));
    return part;
  }

  private ByteBuffer readBlock(long index) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(blockSize);
    namespace.read(index, block);
    return block;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    lock.lock();
    try {
      int count = write(from, position);
      position += count;
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes at a position, without changing the channel's.
   *
   * @return bytes written: all, or fewer if the namespace ends before
   * @throws IOException if the position is at or after the end of the namespace and there is
   *     something to write
   */
  public int write(ByteBuffer from, long at) throws IOException {
    requirePosition(at);
    lock.lock();
    try {
      requireOpen();
      if (!from.hasRemaining()) {
        return 0;
      }
      if (at >= size()) {
        throw new IOException(
            "position " + at + " is not within the namespace of " + size() + " bytes");
      }
      int length = (int) Math.min(from.remaining(), size() - at);
      int done = 0;
      while (done < length) {
        done += writeSome(from, at + done, length - done);
      }
      return length;
    } finally {
      lock.unlock();
    }
  }

  private int writeSome(ByteBuffer from, long at, int left) throws IOException {
    int within = (int) (at % blockSize);
    if (within == 0 && left >= blockSize) {
      int whole = left - left % blockSize;
      namespace.write(at / blockSize, from.slice(from.position(), whole));
      from.position(from.position() + whole);
      return whole;
    }
    int part = Math.min(left, blockSize - within);
    ByteBuffer block = readBlock(at / blockSize);
    block.put(within, from, from.position(), part);
    namespace.write(at / blockSize, block);
    from.position(from.position() + part);
    return part;
  }

  /** Makes everything written so far durable. */
  public void force() throws IOException {
    requireOpen();
    namespace.flush();
  }

  @Override
  public long position() throws IOException {
    lock.lock();
    try {
      requireOpen();
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    requirePosition(newPosition);
    lock.lock();
    try {
      requireOpen();
      position = newPosition;
      return this;
    } finally {
      lock.unlock();
    }
  }

  private static void requirePosition(long at) {
    if (at < 0) {
      throw new IllegalArgumentException("position " + at + " is negative");
    }
  }

  /** Size of the namespace in bytes, now. */
  @Override
  public long size() throws IOException {
    requireOpen();
    return namespace.geometry().bytes();
  }

  /** Not possible: who uses a namespace cannot change its size. */
  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    requireOpen();
    if (size < 0) {
      throw new IllegalArgumentException("size " + size + " is negative");
    }
    if (size < size()) {
      throw new UnsupportedOperationException("a namespace cannot be truncated");
    }
    return this;
  }

  private void requireOpen() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the channel; the namespace stays. Does not make anything durable: see {@link #force}.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
