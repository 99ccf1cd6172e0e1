package io.jacquard.lab.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;

/**
 * Text of a PDU for golden files: a comment for people and the bytes in hexadecimal, where a run of
 * eight or more equal bytes is written as {@code xx*count}.
 *
 * <p>It knows the wire format on its own, apart from the code under test, which would otherwise be
 * its own judge.
 */
final class PduText {

  private static final int SHORTEST_RUN = 8;
  private static final int FABRICS = 0x7F;

  private static final Map<Integer, String> PDU_TYPES =
      Map.of(
          0x00, "ICReq",
          0x01, "ICResp",
          0x02, "H2CTermReq",
          0x03, "C2HTermReq",
          0x04, "CapsuleCmd",
          0x05, "CapsuleResp",
          0x06, "H2CData",
          0x07, "C2HData",
          0x09, "R2T");

  private static final Map<Integer, String> FABRICS_COMMANDS =
      Map.of(0x00, "Property Set", 0x01, "Connect", 0x04, "Property Get", 0x08, "Disconnect");

  private static final Map<Integer, String> ADMIN_COMMANDS =
      Map.of(
          0x02, "Get Log Page",
          0x06, "Identify",
          0x08, "Abort",
          0x09, "Set Features",
          0x0A, "Get Features",
          0x0C, "Asynchronous Event Request",
          0x18, "Keep Alive");

  private static final Map<Integer, String> NVM_COMMANDS =
      Map.of(
          0x00, "Flush",
          0x01, "Write",
          0x02, "Read",
          0x05, "Compare",
          0x08, "Write Zeroes",
          0x09, "Dataset Management",
          0x0C, "Verify");

  private PduText() {}

  /** What the PDU is, such as {@code CapsuleCmd Read, command 5}. */
  static String describe(byte[] pdu, boolean adminQueue) {
    ByteBuffer bytes = ByteBuffer.wrap(pdu).order(ByteOrder.LITTLE_ENDIAN);
    int type = Byte.toUnsignedInt(pdu[0]);
    String name = PDU_TYPES.getOrDefault(type, "PDU type %02Xh".formatted(type));
    return switch (type) {
      case 0x04 ->
          name + " " + command(bytes.slice(8, 64).order(ByteOrder.LITTLE_ENDIAN), adminQueue);
      case 0x05 -> name + " " + response(bytes.slice(8, 16).order(ByteOrder.LITTLE_ENDIAN));
      case 0x06, 0x07, 0x09 -> "%s for command %d".formatted(name, unsigned(bytes, 8));
      default -> name;
    };
  }

  /** What a completion queue entry says, such as {@code for command 5, status 000h}. */
  static String response(ByteBuffer cqe) {
    return "for command %d, status %03Xh".formatted(unsigned(cqe, 12), unsigned(cqe, 14) >> 1);
  }

  /** What a submission queue entry says, such as {@code Read, command 5}. */
  static String command(ByteBuffer sqe, boolean adminQueue) {
    int opcode = Byte.toUnsignedInt(sqe.get(0));
    int id = unsigned(sqe, 2);
    Map<Integer, String> names;
    int code = opcode;
    if (opcode == FABRICS) {
      names = FABRICS_COMMANDS;
      code = Byte.toUnsignedInt(sqe.get(4));
    } else {
      names = adminQueue ? ADMIN_COMMANDS : NVM_COMMANDS;
    }
    String detail =
        adminQueue && (opcode == 0x02 || opcode == 0x06 || opcode == 0x09 || opcode == 0x0A)
            ? " %02Xh".formatted(Byte.toUnsignedInt(sqe.get(40)))
            : "";
    return "%s%s, command %d"
        .formatted(names.getOrDefault(code, "opcode %02Xh".formatted(code)), detail, id);
  }

  private static int unsigned(ByteBuffer bytes, int offset) {
    return Short.toUnsignedInt(bytes.getShort(offset));
  }

  /** The PDU's bytes: hexadecimal and runs, separated by spaces. */
  static String hex(byte[] pdu) {
    StringBuilder text = new StringBuilder();
    int literalFrom = 0;
    int at = 0;
    while (at < pdu.length) {
      int end = at + 1;
      while (end < pdu.length && pdu[end] == pdu[at]) {
        end++;
      }
      if (end - at >= SHORTEST_RUN) {
        literal(text, pdu, literalFrom, at);
        separate(text).append("%02x*%d".formatted(pdu[at], end - at));
        literalFrom = end;
      }
      at = end;
    }
    literal(text, pdu, literalFrom, pdu.length);
    return text.toString();
  }

  private static void literal(StringBuilder text, byte[] pdu, int from, int to) {
    if (from < to) {
      separate(text).append(HexFormat.of().formatHex(pdu, from, to));
    }
  }

  private static StringBuilder separate(StringBuilder text) {
    return text.isEmpty() ? text : text.append(' ');
  }
}
