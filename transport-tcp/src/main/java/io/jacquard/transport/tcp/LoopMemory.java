package io.jacquard.transport.tcp;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * The receive and send memory of one loop: blocks that are made on first need and used for ever,
 * and the windows through which Netty sees them. Confined to the loop.
 *
 * <p>The number of blocks follows from the limits of the connections: each holds at most one
 * receive block, and stops reading when it has too many send blocks on the way.
 */
final class LoopMemory {
  /** Size of a block for receiving: as much as one system call brings. */
  static final int RECEIVE_BYTES = 64 << 10;

  /** Size of a block for sending small PDUs and data in capsules. */
  static final int SEND_BYTES = 16 << 10;

  private final ArrayDeque<Window> receive = new ArrayDeque<>();
  private final ArrayDeque<Window> send = new ArrayDeque<>();
  private final ArrayDeque<Window> windows = new ArrayDeque<>();
  private final Window.Owner receiveOwner = this::receiveReleased;
  private final Window.Owner windowOwner = this::freeWindow;
  private int outstanding;

  /** A receive block, empty. */
  Window receive() {
    Window window = receive.pollLast();
    outstanding++;
    if (window == null) {
      window = new Window(receiveOwner);
      return pointAtNewBlock(window, RECEIVE_BYTES, receiveOwner);
    }
    return again(window, receiveOwner);
  }

  /** A send block, empty; its owner gives it back by {@link #sendReleased}. */
  Window send(Window.Owner owner) {
    Window window = send.pollLast();
    outstanding++;
    if (window == null) {
      window = new Window(owner);
      return pointAtNewBlock(window, SEND_BYTES, owner);
    }
    return again(window, owner);
  }

  /** A window on some memory of {@code buffer}; its owner gives it back by {@link #freeWindow}. */
  Window window(IoBuffer buffer, int from, int to, Window.Owner owner, Object tag) {
    Window window = windows.pollLast();
    outstanding++;
    if (window == null) {
      window = new Window(owner);
    }
    long start = buffer.address() - buffer.headroom();
    return window.point(buffer.frame(), start, from, to, to, owner, tag);
  }

  /** A window to receive the payload of {@code buffer} from {@code from} to {@code to - 1}. */
  Window landing(IoBuffer buffer, int from, int to) {
    Window window = windows.pollLast();
    outstanding++;
    if (window == null) {
      window = new Window(windowOwner);
    }
    int headroom = buffer.headroom();
    long start = buffer.address() - headroom;
    int at = headroom + from;
    return window.point(buffer.frame(), start, at, at, headroom + to, windowOwner, buffer);
  }

  private void receiveReleased(Window window) {
    outstanding--;
    receive.addLast(window);
  }

  /** Takes back a send block that Netty has released. */
  void sendReleased(Window window) {
    outstanding--;
    send.addLast(window);
  }

  /** Takes back a window that Netty has released. */
  void freeWindow(Window window) {
    outstanding--;
    windows.addLast(window);
  }

  /** How many blocks and windows are in use. */
  int outstanding() {
    return outstanding;
  }

  private static Window pointAtNewBlock(Window window, int bytes, Window.Owner owner) {
    IoMemory block = IoMemory.allocate(bytes);
    ByteBuffer memory = block.segment().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return window.point(memory, block.segment().address(), 0, 0, bytes, owner, memory);
  }

  private static Window again(Window window, Window.Owner owner) {
    return window.point(
        window.memory(),
        window.memoryAddress(),
        0,
        0,
        window.memory().capacity(),
        owner,
        window.tag());
  }
}
