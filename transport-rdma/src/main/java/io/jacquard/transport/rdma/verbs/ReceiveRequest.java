package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** {@code struct ibv_recv_wr}: room for a message of the other side. */
public final class ReceiveRequest {
  /** Size in bytes. */
  public static final int BYTES = 32;

  static final int WR_ID = 0;
  static final int NEXT = 8;
  static final int SG_LIST = 16;
  static final int NUM_SGE = 24;

  private ReceiveRequest() {}

  /** Writes a request at {@code at} that is the last of its chain. */
  public static void set(MemorySegment memory, long at, long id, long sgList, int elements) {
    memory.set(JAVA_LONG, at + WR_ID, id);
    memory.set(JAVA_LONG, at + NEXT, 0);
    memory.set(JAVA_LONG, at + SG_LIST, sgList);
    memory.set(JAVA_INT, at + NUM_SGE, elements);
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
}
