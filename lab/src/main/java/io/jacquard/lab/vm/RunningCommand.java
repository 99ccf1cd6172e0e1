package io.jacquard.lab.vm;

import io.jacquard.lab.session.GuestSession;
import java.io.IOException;
import java.nio.channels.FileLock;

/**
 * A command that runs in a {@link DetachedMachine}; ended when this is closed.
 *
 * @param session to talk with it
 * @param lock keeps the session's channels from others
 */
public record RunningCommand(GuestSession session, FileLock lock) implements AutoCloseable {

  @Override
  public void close() throws IOException {
    session.close();
    lock.channel().close();
  }
}
