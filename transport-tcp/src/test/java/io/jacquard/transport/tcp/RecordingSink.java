package io.jacquard.transport.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a {@link PduStream} reports, in a form that does not depend on the pieces. */
final class RecordingSink implements PduStream.Sink {
  final List<String> events = new ArrayList<>();
  private final boolean deferOnce;
  private final boolean headerDigest;
  private final boolean dataDigest;
  private final StringBuilder data = new StringBuilder();
  private PduStream stream;
  private boolean deferred;

  RecordingSink(boolean headerDigest, boolean dataDigest, boolean deferOnce) {
    this.headerDigest = headerDigest;
    this.dataDigest = dataDigest;
    this.deferOnce = deferOnce;
  }

  void stream(PduStream reports) {
    stream = reports;
  }

  @Override
  public boolean header(int type, ByteBuffer header, int at, int dataLength) {
    deferred = deferOnce && !deferred;
    if (deferred) {
      return false;
    }
    byte[] copy = new byte[Pdu.headerBytes(type)];
    header.get(at, copy);
    events.add(Pdu.nameOf(type) + " " + HexFormat.of().formatHex(copy) + " data " + dataLength);
    if (type == Pdu.IC_REQ || type == Pdu.IC_RESP) {
      stream.initialized(headerDigest, dataDigest, 0, 8192, 1 << 20);
    }
    return true;
  }

  @Override
  public void data(ByteBuffer from, int at, int length) {
    byte[] copy = new byte[length];
    from.get(at, copy);
    data.append(HexFormat.of().formatHex(copy));
  }

  @Override
  public void dataEnd(boolean intact) {
    events.add((intact ? "intact " : "damaged ") + data);
    data.setLength(0);
  }
}
