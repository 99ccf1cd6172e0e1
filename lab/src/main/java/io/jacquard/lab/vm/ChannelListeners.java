package io.jacquard.lab.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets at which QEMU finds the host's ends of a guest's channels. Needed only until it has
 * connected.
 */
final class ChannelListeners implements AutoCloseable {

  private final Path directory;
  private final List<Path> paths = new ArrayList<>();
  private final List<ServerSocketChannel> listeners = new ArrayList<>();

  private ChannelListeners(Path directory) {
    this.directory = directory;
  }

  /** Listens at new sockets in a new directory. */
  static ChannelListeners open(int count) throws IOException {
    // The system's directory, because the path of a socket is 108 bytes at most.
    ChannelListeners opened = new ChannelListeners(Files.createTempDirectory("jacquard-vm-"));
    try {
      for (int i = 0; i < count; i++) {
        opened.listen(opened.directory.resolve("channel" + i));
      }
      return opened;
    } catch (IOException failure) {
      opened.close();
      throw failure;
    }
  }

  private void listen(Path path) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listeners.add(listener);
    listener.bind(UnixDomainSocketAddress.of(path));
    paths.add(path);
  }

  List<Path> paths() {
    return List.copyOf(paths);
  }

  /**
   * Waits until QEMU has connected to each socket.
   *
   * @throws IOException if they are closed meanwhile
   */
  List<SocketChannel> accept() throws IOException {
    List<SocketChannel> accepted = new ArrayList<>();
    for (ServerSocketChannel listener : listeners) {
      accepted.add(listener.accept());
    }
    return accepted;
  }

  /** Ends a waiting {@link #accept} with an exception; may be called by any thread. */
  void stop() {
    try {
      for (ServerSocketChannel listener : listeners) {
        listener.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    for (Path path : paths) {
      Files.delete(path);
    }
    Files.delete(directory);
  }
}
