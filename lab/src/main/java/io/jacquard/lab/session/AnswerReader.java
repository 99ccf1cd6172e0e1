package io.jacquard.lab.session;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a guest answers to a command: its output as it comes, between two marks with a token.
 *
 * <p>Used by one thread.
 */
final class AnswerReader {

  private static final int BUFFER_BYTES = 64 * 1024;

  /** Stands before the end's mark, so that only output with this byte is ever held back. */
  private static final char END = 0x1e;

  /** A status has three digits at most. */
  private static final int MOST_STATUS_BYTES = 4;

  private final InputStream in;
  private final byte[] startMark;
  private final byte[] endMark;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int from;
  private int to;

  AnswerReader(InputStream in, String token) {
    this.in = in;
    startMark = (token + "\n").getBytes(StandardCharsets.US_ASCII);
    endMark = (END + token + " ").getBytes(StandardCharsets.US_ASCII);
  }

  /** Forgets everything until the answer begins. */
  void awaitStart() throws IOException {
    from = await(startMark, OutputStream.nullOutputStream()) + startMark.length;
  }

  /**
   * Copies the output until its end, each part as soon as it is here.
   *
   * @return the command's exit status
   */
  int copyTo(OutputStream out) throws IOException {
    from = await(endMark, out) + endMark.length;
    int status = 0;
    for (int digits = 0; digits < MOST_STATUS_BYTES; digits++) {
      if (from == to) {
        fill();
      }
      byte next = buffer[from++];
      if (next == '\n' && digits > 0) {
        return status;
      }
      if (next < '0' || next > '9') {
        break;
      }
      status = 10 * status + next - '0';
    }
    throw new IOException("the guest ends its answer without a status");
  }

  /** Copies what comes before the mark; where that is. */
  private int await(byte[] mark, OutputStream out) throws IOException {
    while (true) {
      int at = firstThatMayBe(mark);
      out.write(buffer, from, at - from);
      out.flush();
      from = at;
      if (to - at >= mark.length) {
        return at;
      }
      fill();
    }
  }

  /** Where the mark is, or its beginning at the end of what has come; the end if nowhere. */
  private int firstThatMayBe(byte[] mark) {
    for (int at = from; at < to; at++) {
      if (agrees(at, mark)) {
        return at;
      }
    }
    return to;
  }

  private boolean agrees(int at, byte[] mark) {
    int length = Math.min(mark.length, to - at);
    for (int i = 0; i < length; i++) {
      if (buffer[at + i] != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, from, buffer, 0, to - from);
    to -= from;
    from = 0;
    int count = in.read(buffer, to, buffer.length - to);
    if (count < 0) {
      throw new EOFException("the guest has gone");
    }
    to += count;
  }
}
