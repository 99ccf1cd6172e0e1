package io.jacquard.transport.tcp;

import io.netty.buffer.AbstractReferenceCountedByteBuf;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;

/**
 * A {@link ByteBuf} that can be pointed at any direct memory, again and again, so that Netty sends
 * from and receives into memory that is not its own. When Netty has released it, and not earlier,
 * its {@link Owner} is told and may use the memory again.
 *
 * <p>Confined to a loop.
 */
final class Window extends AbstractReferenceCountedByteBuf {
  private static final ByteBuffer NOWHERE = ByteBuffer.allocateDirect(0);

  /** Hears that Netty has let go. */
  @FunctionalInterface
  interface Owner {
    /** Nobody holds {@code window} any more. */
    void released(Window window);
  }

  private Owner owner;
  private ByteBuffer memory = NOWHERE;
  private ByteBuffer view = NOWHERE;
  private ByteBuffer viewed = NOWHERE;
  private long address;
  private int capacity;
  private Object tag = NOWHERE;

  Window(Owner owner) {
    super(Integer.MAX_VALUE);
    this.owner = owner;
    setRefCnt(0);
  }

  /**
   * Points a released window at {@code bytes}, readable from {@code from} to {@code to - 1},
   * writable from there to {@code end - 1}.
   *
   * @param bytes direct memory, little endian
   * @param start the native address of its index 0
   */
  Window point(ByteBuffer bytes, long start, int from, int to, int end, Owner who, Object what) {
    resetRefCnt();
    memory = bytes;
    address = start;
    capacity = end;
    owner = who;
    tag = what;
    setIndex(from, to);
    return this;
  }

  /** The memory, absolute indices as in this buffer; position and limit mean nothing. */
  ByteBuffer memory() {
    return memory;
  }

  /** What was given with the memory. */
  Object tag() {
    return tag;
  }

  @Override
  protected void deallocate() {
    owner.released(this);
  }

  @Override
  protected byte _getByte(int index) {
    return memory.get(index);
  }

  @Override
  protected short _getShort(int index) {
    return Short.reverseBytes(memory.getShort(index));
  }

  @Override
  protected short _getShortLE(int index) {
    return memory.getShort(index);
  }

  @Override
  protected int _getUnsignedMedium(int index) {
    return (memory.get(index) & 0xFF) << 16
        | (memory.get(index + 1) & 0xFF) << 8
        | memory.get(index + 2) & 0xFF;
  }

  @Override
  protected int _getUnsignedMediumLE(int index) {
    return (memory.get(index + 2) & 0xFF) << 16
        | (memory.get(index + 1) & 0xFF) << 8
        | memory.get(index) & 0xFF;
  }

  @Override
  protected int _getInt(int index) {
    return Integer.reverseBytes(memory.getInt(index));
  }

  @Override
  protected int _getIntLE(int index) {
    return memory.getInt(index);
  }

  @Override
  protected long _getLong(int index) {
    return Long.reverseBytes(memory.getLong(index));
  }

  @Override
  protected long _getLongLE(int index) {
    return memory.getLong(index);
  }

  @Override
  protected void _setByte(int index, int value) {
    memory.put(index, (byte) value);
  }

  @Override
  protected void _setShort(int index, int value) {
    memory.putShort(index, Short.reverseBytes((short) value));
  }

  @Override
  protected void _setShortLE(int index, int value) {
    memory.putShort(index, (short) value);
  }

  @Override
  protected void _setMedium(int index, int value) {
    memory.put(index, (byte) (value >>> 16));
    memory.put(index + 1, (byte) (value >>> 8));
    memory.put(index + 2, (byte) value);
  }

  @Override
  protected void _setMediumLE(int index, int value) {
    memory.put(index, (byte) value);
    memory.put(index + 1, (byte) (value >>> 8));
    memory.put(index + 2, (byte) (value >>> 16));
  }

  @Override
  protected void _setInt(int index, int value) {
    memory.putInt(index, Integer.reverseBytes(value));
  }

  @Override
  protected void _setIntLE(int index, int value) {
    memory.putInt(index, value);
  }

  @Override
  protected void _setLong(int index, long value) {
    memory.putLong(index, Long.reverseBytes(value));
  }

  @Override
  protected void _setLongLE(int index, long value) {
    memory.putLong(index, value);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public ByteBuf capacity(int newCapacity) {
    throw new UnsupportedOperationException("a window does not own its memory");
  }

  @Override
  public ByteBufAllocator alloc() {
    return UnpooledByteBufAllocator.DEFAULT;
  }

  @Override
  @Deprecated
  public ByteOrder order() {
    return ByteOrder.BIG_ENDIAN;
  }

  @Override
  public ByteBuf unwrap() {
    return null;
  }

  @Override
  public boolean isDirect() {
    return true;
  }

  @Override
  public ByteBuf getBytes(int index, ByteBuf target, int targetIndex, int length) {
    checkDstIndex(index, length, targetIndex, target.capacity());
    target.setBytes(targetIndex, part(index, length));
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, byte[] target, int targetIndex, int length) {
    checkDstIndex(index, length, targetIndex, target.length);
    memory.get(index, target, targetIndex, length);
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, ByteBuffer target) {
    checkIndex(index, target.remaining());
    target.put(part(index, target.remaining()));
    return this;
  }

  @Override
  public ByteBuf getBytes(int index, OutputStream out, int length) throws IOException {
    byte[] copy = new byte[length];
    getBytes(index, copy, 0, length);
    out.write(copy);
    return this;
  }

  @Override
  public int getBytes(int index, GatheringByteChannel out, int length) throws IOException {
    return out.write(internalNioBuffer(index, length));
  }

  @Override
  public int getBytes(int index, FileChannel out, long position, int length) throws IOException {
    return out.write(internalNioBuffer(index, length), position);
  }

  @Override
  public ByteBuf setBytes(int index, ByteBuf source, int sourceIndex, int length) {
    checkSrcIndex(index, length, sourceIndex, source.capacity());
    source.getBytes(sourceIndex, part(index, length));
    return this;
  }

  @Override
  public ByteBuf setBytes(int index, byte[] source, int sourceIndex, int length) {
    checkSrcIndex(index, length, sourceIndex, source.length);
    memory.put(index, source, sourceIndex, length);
    return this;
  }

  @Override
  public ByteBuf setBytes(int index, ByteBuffer source) {
    checkIndex(index, source.remaining());
    part(index, source.remaining()).put(source);
    return this;
  }

  @Override
  public int setBytes(int index, InputStream in, int length) throws IOException {
    byte[] copy = new byte[length];
    int n = in.read(copy, 0, length);
    if (n > 0) {
      setBytes(index, copy, 0, n);
    }
    return n;
  }

  @Override
  public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
    return in.read(internalNioBuffer(index, length));
  }

  @Override
  public int setBytes(int index, FileChannel in, long position, int length) throws IOException {
    return in.read(internalNioBuffer(index, length), position);
  }

  @Override
  public ByteBuf copy(int index, int length) {
    return Unpooled.directBuffer(length).writeBytes(part(index, length));
  }

  @Override
  public int nioBufferCount() {
    return 1;
  }

  @Override
  public ByteBuffer nioBuffer(int index, int length) {
    checkIndex(index, length);
    return part(index, length).slice();
  }

  private ByteBuffer part(int index, int length) {
    return memory.duplicate().limit(index + length).position(index);
  }

  /** The one view for Netty's own use: made again only when the window was pointed elsewhere. */
  @Override
  @SuppressWarnings("ReferenceEquality") // the very same memory is meant
  public ByteBuffer internalNioBuffer(int index, int length) {
    checkIndex(index, length);
    if (viewed != memory) {
      view = memory.duplicate();
      viewed = memory;
    }
    return view.limit(index + length).position(index);
  }

  @Override
  public ByteBuffer[] nioBuffers(int index, int length) {
    return new ByteBuffer[] {nioBuffer(index, length)};
  }

  @Override
  public boolean hasArray() {
    return false;
  }

  @Override
  public byte[] array() {
    throw new UnsupportedOperationException("direct memory");
  }

  @Override
  public int arrayOffset() {
    throw new UnsupportedOperationException("direct memory");
  }

  @Override
  public boolean hasMemoryAddress() {
    return true;
  }

  @Override
  public long memoryAddress() {
    return address;
  }
}
