package io.jacquard.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Says where Netty receives to: into a block of the loop, or, where much of a command's data is to
 * come, straight to its place.
 */
final class ReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
  /** So many blocks of one connection are taken in before another connection has its turn. */
  private static final int BLOCKS_PER_TURN = 16;

  private final Connection connection;

  ReceiveAllocator(Connection connection) {
    super(BLOCKS_PER_TURN);
    this.connection = connection;
  }

  @Override
  public ExtendedHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return LoopMemory.RECEIVE_BYTES;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator unused) {
        return connection.receiveWindow();
      }
    };
  }
}
