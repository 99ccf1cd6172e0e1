package io.jacquard.lab.golden;

import io.jacquard.lab.golden.RdmaConversation.Kind;
import io.jacquard.lab.golden.RdmaConversation.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a message over RDMA says, for people. It knows the wire format on its own, apart from the
 * code under test, which would otherwise be its own judge.
 */
final class RdmaText {
  private static final int SQE_BYTES = 64;
  private static final int CQE_BYTES = 16;
  private static final int KEY_BYTES = 4;

  private RdmaText() {}

  static String describe(Message message, boolean adminQueue) {
    ByteBuffer bytes = ByteBuffer.wrap(message.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return switch (message.kind()) {
      case REQUEST ->
          "QID %d, HRQSIZE %d, HSQSIZE %d, CNTLID %d"
              .formatted(at(bytes, 2), at(bytes, 4), at(bytes, 6), at(bytes, 8));
      case ACCEPT -> "CRQSIZE %d".formatted(at(bytes, 2));
      case REJECT -> "status %d".formatted(at(bytes, 2));
      case SEND, INVALIDATE -> capsule(message, bytes, adminQueue);
      case READ, WRITE ->
          "%d bytes of key %08x".formatted(big(bytes).getInt(12), big(bytes).getInt(8));
    };
  }

  private static String capsule(Message message, ByteBuffer bytes, boolean adminQueue) {
    int at = message.kind() == Kind.INVALIDATE ? KEY_BYTES : 0;
    if (message.fromHost()) {
      return PduText.command(little(bytes, at, SQE_BYTES), adminQueue);
    }
    String invalidated = at == 0 ? "" : ", invalidates key %08x".formatted(big(bytes).getInt(0));
    return "response " + PduText.response(little(bytes, at, CQE_BYTES)) + invalidated;
  }

  private static int at(ByteBuffer bytes, int offset) {
    return Short.toUnsignedInt(bytes.getShort(offset));
  }

  private static ByteBuffer little(ByteBuffer bytes, int at, int length) {
    return bytes.slice(at, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer big(ByteBuffer bytes) {
    return bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
  }
}
