package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * {@code struct ibv_send_wr}: a request to send, write or read. Static accessors over native
 * memory, for requests that are laid out once and posted for ever.
 */
public final class SendRequest {
  /** Size in bytes. */
  public static final int BYTES = 128;

  /** Opcode: RDMA WRITE. */
  public static final int OP_WRITE = 0;

  /** Opcode: SEND. */
  public static final int OP_SEND = 2;

  /** Opcode: RDMA READ. */
  public static final int OP_READ = 4;

  /** Opcode: SEND that invalidates a key of the receiver. */
  public static final int OP_SEND_INVALIDATE = 9;

  /** Flag: a completion is wanted. */
  public static final int SIGNALED = 1 << 1;

  /** Flag: the data is taken when the request is posted. */
  public static final int INLINE = 1 << 3;

  static final int WR_ID = 0;
  static final int NEXT = 8;
  static final int SG_LIST = 16;
  static final int NUM_SGE = 24;
  static final int OPCODE = 28;
  static final int SEND_FLAGS = 32;
  static final int IMM_OR_INVALIDATE_RKEY = 36;
  static final int REMOTE_ADDRESS = 40;
  static final int RKEY = 48;

  private SendRequest() {}

  /**
   * Writes a request at {@code at} that is the last of its chain and has no remote part.
   *
   * @param sgList address of its scatter/gather elements
   */
  public static void set(
      MemorySegment memory, long at, long id, int opcode, int flags, long sgList, int elements) {
    memory.set(JAVA_LONG, at + WR_ID, id);
    memory.set(JAVA_LONG, at + NEXT, 0);
    memory.set(JAVA_LONG, at + SG_LIST, sgList);
    memory.set(JAVA_INT, at + NUM_SGE, elements);
    memory.set(JAVA_INT, at + OPCODE, opcode);
    memory.set(JAVA_INT, at + SEND_FLAGS, flags);
    memory.set(JAVA_INT, at + IMM_OR_INVALIDATE_RKEY, 0);
  }

  /** Sets the address and key of the other side's memory. */
  public static void remote(MemorySegment memory, long at, long address, int rkey) {
    memory.set(JAVA_LONG, at + REMOTE_ADDRESS, address);
    memory.set(JAVA_INT, at + RKEY, rkey);
  }

  /** Sets the key that {@link #OP_SEND_INVALIDATE} invalidates. */
  public static void invalidate(MemorySegment memory, long at, int rkey) {
    memory.set(JAVA_INT, at + IMM_OR_INVALIDATE_RKEY, rkey);
  }

  /** Makes the request at the address {@code next} follow; 0 ends the chain. */
  public static void next(MemorySegment memory, long at, long next) {
    memory.set(JAVA_LONG, at + NEXT, next);
  }

  /** The address of the request that follows, 0 for none. */
  public static long next(MemorySegment memory, long at) {
    return memory.get(JAVA_LONG, at + NEXT);
  }

  /** The request's identifier. */
  public static long id(MemorySegment memory, long at) {
    return memory.get(JAVA_LONG, at + WR_ID);
  }

  /** The address of the scatter/gather elements. */
  public static long sgList(MemorySegment memory, long at) {
    return memory.get(JAVA_LONG, at + SG_LIST);
  }

  /** The number of scatter/gather elements. */
  public static int elements(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + NUM_SGE);
  }

  /** One of the {@code OP_} constants. */
  public static int opcode(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + OPCODE);
  }

  /** {@link #SIGNALED}, {@link #INLINE}. */
  public static int flags(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + SEND_FLAGS);
  }

  /** The key that is invalidated. */
  public static int invalidatedKey(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + IMM_OR_INVALIDATE_RKEY);
  }

  /** The address in the other side's memory. */
  public static long remoteAddress(MemorySegment memory, long at) {
    return memory.get(JAVA_LONG, at + REMOTE_ADDRESS);
  }

  /** The key of the other side's memory. */
  public static int rkey(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + RKEY);
  }
}
