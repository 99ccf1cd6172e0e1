package io.jacquard.transport.tcp;

import java.util.regex.Pattern;

/** What a socket call failed of, in words for people. */
final class SocketFailure {
  /** Netty's native sockets put the system call and its number in front of the reason. */
  private static final Pattern CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed[^:]*: ");

  private SocketFailure() {}

  /** The reason without the system call, such as "Connection refused: /127.0.0.1:4420". */
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.toString() : CALL.matcher(message).replaceFirst("");
  }
}
