package io.jacquard.transport.tcp;

import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sqe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the captured PDUs of a connection together: each command with its data and completion. */
final class GoldenExchanges {
  private static final int DDGST_BYTES = 4;
  private static final int FLAG_DDGST = 1 << 1;

  private GoldenExchanges() {}

  /**
   * One command of the capture.
   *
   * @param name what the capture calls it
   * @param sqe the 64 bytes of the submission queue entry
   * @param toController data that went to the controller, in the capsule or after R2T
   * @param toHost data that went to the host
   * @param cqe the 16 bytes of the completion; empty if C2HData carried SUCCESS, or if the
   *     connection ended before
   */
  record Exchange(
      String name, byte[] sqe, byte[] toController, byte[] toHost, Optional<byte[]> cqe) {
    Sqe entry() {
      return new Sqe().wrap(ByteBuffer.wrap(sqe), 0);
    }

    Cqe completion() {
      return new Cqe().wrap(ByteBuffer.wrap(cqe.orElseThrow()), 0);
    }

    boolean succeeded() {
      return cqe.map(bytes -> completion().status() == 0).orElse(toHost.length > 0);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Open {
    final String name;
    final byte[] sqe;
    final ByteArrayOutputStream toController = new ByteArrayOutputStream();
    final ByteArrayOutputStream toHost = new ByteArrayOutputStream();

    Open(String name, byte[] sqe) {
      this.name = name;
      this.sqe = sqe;
    }

    Exchange end(Optional<byte[]> cqe) {
      return new Exchange(name, sqe, toController.toByteArray(), toHost.toByteArray(), cqe);
    }
  }

  /** The commands of a connection in the order in which they ended, those without end last. */
  static List<Exchange> read(String connection) throws IOException {
    Map<Integer, Open> open = new HashMap<>();
    List<Exchange> ended = new ArrayList<>();
    for (GoldenPdus.Pdu pdu : GoldenPdus.read(connection)) {
      ByteBuffer bytes = ByteBuffer.wrap(pdu.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      int cid = pdu.bytes().length >= 24 ? bytes.getShort(8) & 0xFFFF : 0;
      switch (bytes.get(0)) {
        case 0x04 -> {
          Open command = new Open(pdu.description(), part(bytes, 8, Sqe.BYTES));
          command.toController.writeBytes(data(bytes));
          Open before = open.put(bytes.getShort(10) & 0xFFFF, command);
          if (before != null) {
            ended.add(before.end(Optional.empty()));
          }
        }
        case 0x05 -> {
          Open command = open.remove(bytes.getShort(8 + Cqe.CID) & 0xFFFF);
          ended.add(command.end(Optional.of(part(bytes, 8, Cqe.BYTES))));
        }
        case 0x06 -> open.get(cid).toController.writeBytes(data(bytes));
        case 0x07 -> open.get(cid).toHost.writeBytes(data(bytes));
        default -> {} // connection set-up and R2T carry neither command nor data
      }
    }
    open.values().forEach(command -> ended.add(command.end(Optional.empty())));
    return ended;
  }

  private static byte[] data(ByteBuffer pdu) {
    int pdo = pdu.get(3) & 0xFF;
    int end = pdu.capacity() - ((pdu.get(1) & FLAG_DDGST) != 0 ? DDGST_BYTES : 0);
    return pdo == 0 ? new byte[0] : part(pdu, pdo, end - pdo);
  }

  private static byte[] part(ByteBuffer bytes, int offset, int length) {
    byte[] copy = new byte[length];
    bytes.get(offset, copy);
    return copy;
  }
}
