package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads {@code struct ibv_device_attr}. */
final class DeviceAttributes {
  private static final int BYTES = 512;
  private static final int MAX_QP_WR = 112;
  private static final int DEVICE_CAP_FLAGS = 116;
  private static final int MAX_SGE = 120;
  private static final int MAX_CQE = 132;
  private static final int MAX_QP_RD_ATOM = 144;
  private static final int MAX_QP_INIT_RD_ATOM = 156;
  private static final int MAX_SRQ = 212;
  private static final int MAX_SRQ_WR = 216;

  /** IBV_DEVICE_MEM_MGT_EXTENSIONS: among others, SEND with invalidate. */
  private static final int MEMORY_MANAGEMENT_EXTENSIONS = 1 << 21;

  private DeviceAttributes() {}

  static DeviceLimits of(NativeContext context) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment s = arena.allocate(BYTES, Long.BYTES);
      VerbsFunctions.QUERY_DEVICE.call(context.address(), s.address());
      return new DeviceLimits(
          context.name(),
          s.get(JAVA_INT, MAX_QP_WR),
          s.get(JAVA_INT, MAX_SGE),
          s.get(JAVA_INT, MAX_CQE),
          s.get(JAVA_INT, MAX_QP_RD_ATOM),
          s.get(JAVA_INT, MAX_QP_INIT_RD_ATOM),
          s.get(JAVA_INT, MAX_SRQ) > 0 ? s.get(JAVA_INT, MAX_SRQ_WR) : 0,
          (s.get(JAVA_INT, DEVICE_CAP_FLAGS) & MEMORY_MANAGEMENT_EXTENSIONS) != 0);
    }
  }
}
