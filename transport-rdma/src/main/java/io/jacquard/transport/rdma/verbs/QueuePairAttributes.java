package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ibm.disni.verbs.IbvQPCap;
import com.ibm.disni.verbs.IbvQPInitAttr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code struct ibv_qp_init_attr}, and the part of {@code struct ibv_qp_attr} that is used. */
final class QueuePairAttributes {
  private static final int INIT_BYTES = 64;
  private static final int SEND_CQ = 8;
  private static final int RECV_CQ = 16;
  private static final int SRQ = 24;
  private static final int MAX_SEND_WR = 32;
  private static final int MAX_RECV_WR = 36;
  private static final int MAX_SEND_SGE = 40;
  private static final int MAX_RECV_SGE = 44;
  private static final int MAX_INLINE_DATA = 48;
  private static final int QP_TYPE = 52;
  private static final int SQ_SIG_ALL = 56;

  private static final int ATTRIBUTE_BYTES = 192;
  private static final int QP_STATE = 0;

  /** The only attribute that is changed here. */
  static final int MASK_STATE = 1;

  private QueuePairAttributes() {}

  static MemorySegment write(IbvQPInitAttr from, Arena arena) {
    IbvQPCap cap = from.cap();
    MemorySegment to = arena.allocate(INIT_BYTES, Long.BYTES);
    to.set(JAVA_LONG, SEND_CQ, ((NativeCq) from.getSend_cq()).address());
    to.set(JAVA_LONG, RECV_CQ, ((NativeCq) from.getRecv_cq()).address());
    to.set(JAVA_LONG, SRQ, from.getSrq());
    to.set(JAVA_INT, MAX_SEND_WR, cap.getMax_send_wr());
    to.set(JAVA_INT, MAX_RECV_WR, cap.getMax_recv_wr());
    to.set(JAVA_INT, MAX_SEND_SGE, Math.max(cap.getMax_send_sge(), 1));
    to.set(JAVA_INT, MAX_RECV_SGE, Math.max(cap.getMax_recv_sge(), 1));
    to.set(JAVA_INT, MAX_INLINE_DATA, cap.getMax_inline_data());
    to.set(JAVA_INT, QP_TYPE, from.getQp_type());
    to.set(JAVA_INT, SQ_SIG_ALL, from.getSq_sig_all());
    return to;
  }

  /** Attributes that only say which state to go to. */
  static MemorySegment state(int state, Arena arena) {
    MemorySegment to = arena.allocate(ATTRIBUTE_BYTES, Long.BYTES);
    to.set(JAVA_INT, QP_STATE, state);
    return to;
  }
}
