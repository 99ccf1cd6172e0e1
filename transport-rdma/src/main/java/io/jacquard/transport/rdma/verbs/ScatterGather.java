package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** {@code struct ibv_sge}: one piece of registered local memory. */
public final class ScatterGather {
  /** Size in bytes. */
  public static final int BYTES = 16;

  static final int ADDRESS = 0;
  static final int LENGTH = 8;
  static final int LKEY = 12;

  private ScatterGather() {}

  /** Writes an element at {@code at}. */
  public static void set(MemorySegment memory, long at, long address, int length, int lkey) {
    memory.set(JAVA_LONG, at + ADDRESS, address);
    memory.set(JAVA_INT, at + LENGTH, length);
    memory.set(JAVA_INT, at + LKEY, lkey);
  }

  /** The address of the element at {@code at}. */
  public static long address(MemorySegment memory, long at) {
    return memory.get(JAVA_LONG, at + ADDRESS);
  }

  /** The length of the element at {@code at} in bytes. */
  public static int length(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + LENGTH);
  }

  /** The local key of the element at {@code at}. */
  public static int lkey(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + LKEY);
  }
}
