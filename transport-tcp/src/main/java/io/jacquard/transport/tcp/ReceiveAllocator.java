package io.jacquard.transport.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** Lets Netty receive into the blocks of a loop. */
final class ReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
  /** So many blocks of one connection are taken in before another connection has its turn. */
  private static final int BLOCKS_PER_TURN = 16;

  private final LoopMemory memory;

  ReceiveAllocator(LoopMemory memory) {
    super(BLOCKS_PER_TURN);
    this.memory = memory;
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
        return memory.receive();
      }
    };
  }
}
