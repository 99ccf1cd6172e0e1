package io.jacquard.transport.tcp;

import io.jacquard.nvme.memory.IoBuffer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;

/**
 * What a connection sends: small PDUs gathered in a block, data from where it lies, all of a batch
 * flushed at once. Allocates nothing in steady state. Confined to the loop.
 */
final class Output implements Window.Owner {

  /** Hears what has left. */
  interface Listener {
    /** Netty holds the memory given with {@code tag} no longer. */
    void sent(Object tag);

    /** A block has left; fewer are on the way. */
    void blockSent();
  }

  private final TcpLoop loop;
  private final LoopMemory memory;
  private final Listener listener;
  private final Runnable flushTask = this::flushLate;
  private ChannelHandlerContext context;
  private ChannelPromise promise;
  private Window block;
  private int blocksOnTheWay;
  private int onTheWay;
  private long sent;
  private final int enough;
  private int gathered;
  private boolean unflushed;
  private boolean inBatch;
  private boolean flushDue;

  /**
   * Makes the output of a connection that is not open yet.
   *
   * @param enough bytes of small PDUs, and of data gathered with them, that are worth a system call
   *     of their own within a batch
   */
  Output(TcpLoop loop, Listener listener, int enough) {
    this.enough = enough;
    this.loop = loop;
    this.memory = loop.memory();
    this.listener = listener;
  }

  void open(ChannelHandlerContext ctx) {
    context = ctx;
    promise = ctx.voidPromise();
  }

  /** Room for {@code bytes} at {@link #at} of the answer; {@link #advance} takes it. */
  ByteBuffer room(int bytes) {
    if (block != null && block.capacity() - block.writerIndex() < bytes) {
      cut();
    }
    if (block == null) {
      block = memory.send(this);
    }
    return block.memory();
  }

  /** Where the room starts. */
  int at() {
    return block.writerIndex();
  }

  /** The room's first bytes hold PDUs now. */
  void advance(int bytes) {
    block.writerIndex(block.writerIndex() + bytes);
    gathered += bytes;
  }

  /** Sends the frame of {@code buffer} from index {@code from} to {@code to - 1} where it lies. */
  void write(IoBuffer buffer, int from, int to, Object tag) {
    cut();
    unflushed = true;
    onTheWay++;
    context.write(memory.window(buffer, from, to, this, tag), promise);
  }

  private void cut() {
    Window full = block;
    if (full == null) {
      return;
    }
    block = null;
    unflushed = true;
    onTheWay++;
    blocksOnTheWay++;
    context.write(full, promise);
  }

  /** From now until {@link #endBatch} nothing is flushed. */
  void beginBatch() {
    inBatch = true;
  }

  void endBatch() {
    inBatch = false;
    flush();
  }

  /** Flushes now, or at the end of the batch. */
  void flush() {
    if (!inBatch) {
      flushNow();
    }
  }

  private void flushNow() {
    gathered = 0;
    cut();
    if (unflushed) {
      unflushed = false;
      context.flush();
    }
  }

  /**
   * Flushes at the end of the batch, or once in this turn of the loop; earlier if so much has been
   * gathered that the peer should begin with it. Without that both sides of a deep queue would take
   * turns: the one works through a whole batch while the other waits for it.
   */
  void flushSoon() {
    if (inBatch) {
      if (gathered >= enough) {
        flushNow();
      }
    } else if (!flushDue) {
      flushDue = true;
      loop.execute(flushTask);
    }
  }

  private void flushLate() {
    flushDue = false;
    flush();
  }

  /** Gives up what was not handed to Netty. */
  void discard() {
    if (block != null) {
      Window unsent = block;
      block = null;
      onTheWay++;
      blocksOnTheWay++;
      unsent.release();
    }
  }

  /** Blocks that Netty holds. */
  int blocksOnTheWay() {
    return blocksOnTheWay;
  }

  /** True if Netty has nothing of this connection. */
  boolean drained() {
    return onTheWay == 0 && block == null;
  }

  /**
   * Counts what has left: if it stands still while not {@link #drained}, the peer takes nothing.
   */
  long progress() {
    return sent;
  }

  @Override
  public void released(Window window) {
    onTheWay--;
    sent++;
    Object tag = window.tag();
    if (tag instanceof ByteBuffer) {
      blocksOnTheWay--;
      memory.sendReleased(window);
      listener.blockSent();
    } else {
      memory.freeWindow(window);
      listener.sent(tag);
    }
  }
}
