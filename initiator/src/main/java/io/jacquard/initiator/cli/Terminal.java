package io.jacquard.initiator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person looks at the standard output or the standard error. */
final class Terminal {
  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  static boolean isOutput() {
    return is(STANDARD_OUTPUT);
  }

  static boolean isError() {
    return is(STANDARD_ERROR);
  }

  private static boolean is(int fd) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no such file outside of Linux: then nobody is known to look
    }
  }
}
