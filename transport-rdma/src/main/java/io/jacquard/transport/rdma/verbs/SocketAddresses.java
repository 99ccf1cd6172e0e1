package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** {@code struct sockaddr_in} and {@code struct sockaddr_in6}. */
final class SocketAddresses {
  /** Size of {@code struct sockaddr_storage}. */
  static final int STORAGE_BYTES = 128;

  private static final short AF_INET = 2;
  private static final short AF_INET6 = 10;
  private static final int PORT = 2;
  private static final int V4_ADDRESS = 4;
  private static final int V4_BYTES = 4;
  private static final int V6_ADDRESS = 8;
  private static final int V6_BYTES = 16;
  private static final int V6_SCOPE = 24;

  private SocketAddresses() {}

  /** Writes an address to new memory of {@link #STORAGE_BYTES}. */
  static MemorySegment write(SocketAddress address, Arena arena) throws IOException {
    if (!(address instanceof InetSocketAddress socket) || socket.isUnresolved()) {
      throw new IOException(address + " is not a resolved IP address");
    }
    MemorySegment memory = arena.allocate(STORAGE_BYTES, Long.BYTES);
    memory.set(JAVA_SHORT, PORT, Short.reverseBytes((short) socket.getPort()));
    byte[] bytes = socket.getAddress().getAddress();
    if (socket.getAddress() instanceof Inet6Address v6) {
      memory.set(JAVA_SHORT, 0, AF_INET6);
      memory.set(JAVA_INT, V6_SCOPE, v6.getScopeId());
      MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, V6_ADDRESS, bytes.length);
    } else {
      memory.set(JAVA_SHORT, 0, AF_INET);
      MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, V4_ADDRESS, bytes.length);
    }
    return memory;
  }

  /** Reads an address of {@link #STORAGE_BYTES}. */
  static InetSocketAddress read(MemorySegment memory) throws IOException {
    short family = memory.get(JAVA_SHORT, 0);
    int port = Short.reverseBytes(memory.get(JAVA_SHORT, PORT)) & 0xFFFF;
    return switch (family) {
      case AF_INET -> {
        byte[] bytes = memory.asSlice(V4_ADDRESS, V4_BYTES).toArray(JAVA_BYTE);
        yield new InetSocketAddress(InetAddress.getByAddress(bytes), port);
      }
      case AF_INET6 -> {
        byte[] bytes = memory.asSlice(V6_ADDRESS, V6_BYTES).toArray(JAVA_BYTE);
        int scope = memory.get(JAVA_INT, V6_SCOPE);
        InetAddress plain = InetAddress.getByAddress(bytes);
        yield new InetSocketAddress(
            scope != 0 && plain instanceof Inet6Address
                ? Inet6Address.getByAddress("", bytes, scope)
                : plain,
            port);
      }
      default ->
          throw new IOException("the address family " + family + " is neither IPv4 nor IPv6");
    };
  }
}
