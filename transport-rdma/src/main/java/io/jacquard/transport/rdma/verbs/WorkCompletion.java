package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** {@code struct ibv_wc}: what became of a request. */
public final class WorkCompletion {
  /** Size in bytes. */
  public static final int BYTES = 48;

  /** Status: success. */
  public static final int SUCCESS = 0;

  /** Status: the queue pair went to the error state before the request was carried out. */
  public static final int FLUSHED = 5;

  /** Bit of {@link #opcode} that all receives have. */
  public static final int RECEIVE = 1 << 7;

  /** Flag: the other side invalidated a key of this side. */
  public static final int WITH_INVALIDATE = 1 << 3;

  static final int WR_ID = 0;
  static final int STATUS = 8;
  static final int OPCODE = 12;
  static final int VENDOR_ERROR = 16;
  static final int BYTE_LENGTH = 20;
  static final int IMM_OR_INVALIDATED_RKEY = 24;
  static final int QP_NUMBER = 28;
  static final int SOURCE_QP = 32;
  static final int FLAGS = 36;
  static final int PKEY_INDEX = 40;
  static final int SLID = 42;
  static final int SL = 44;
  static final int DLID_PATH_BITS = 45;

  private static final String[] NAMES = {
    "success",
    "local length error",
    "local QP operation error",
    "local EE context error",
    "local protection error",
    "flushed",
    "memory window bind error",
    "bad response",
    "local access error",
    "remote invalid request",
    "remote access error",
    "remote operation error",
    "transport retries exceeded",
    "receiver not ready retries exceeded",
  };

  private WorkCompletion() {}

  /** The identifier of the request. */
  public static long id(MemorySegment memory, long at) {
    return memory.get(JAVA_LONG, at + WR_ID);
  }

  /** 0 for success; see {@link #describe}. */
  public static int status(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + STATUS);
  }

  /** What was done; valid only after success. */
  public static int opcode(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + OPCODE);
  }

  /** Bytes received; valid only after success. */
  public static int length(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + BYTE_LENGTH);
  }

  /** {@link #WITH_INVALIDATE} and others; valid only after success. */
  public static int flags(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + FLAGS);
  }

  /** The key that was invalidated; see {@link #WITH_INVALIDATE}. */
  public static int invalidatedKey(MemorySegment memory, long at) {
    return memory.get(JAVA_INT, at + IMM_OR_INVALIDATED_RKEY);
  }

  /** Writes a completion, as a device does. */
  public static void set(
      MemorySegment memory, long at, long id, int status, int opcode, int length) {
    memory.asSlice(at, BYTES).fill((byte) 0);
    memory.set(JAVA_LONG, at + WR_ID, id);
    memory.set(JAVA_INT, at + STATUS, status);
    memory.set(JAVA_INT, at + OPCODE, opcode);
    memory.set(JAVA_INT, at + BYTE_LENGTH, length);
  }

  /** A status in words. */
  public static String describe(int status) {
    return status >= 0 && status < NAMES.length
        ? NAMES[status]
        : "work completion status " + status;
  }
}
