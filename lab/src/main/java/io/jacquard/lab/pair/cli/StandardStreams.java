package io.jacquard.lab.pair.cli;

import io.jacquard.lab.session.GuestSession;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This process's own streams, byte for byte. */
final class StandardStreams {
  private static final Logger LOG = LoggerFactory.getLogger(StandardStreams.class);

  private StandardStreams() {}

  static InputStream input() {
    return new FileInputStream(FileDescriptor.in);
  }

  static OutputStream output() {
    return new FileOutputStream(FileDescriptor.out);
  }

  static OutputStream errors() {
    return new FileOutputStream(FileDescriptor.err);
  }

  /** Sends the standard input to a command from now on, until either ends. */
  static void pump(GuestSession session) {
    Thread.ofPlatform()
        .daemon()
        .name("standard-input")
        .start(
            () -> {
              try {
                session.pump(input());
              } catch (IOException ended) {
                // The command has ended, or the guest; who awaits its end says so.
                LOG.debug("standard input is no longer sent", ended);
              }
            });
  }
}
