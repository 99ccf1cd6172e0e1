package io.jacquard.transport.rdma;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Transport addresses of what the connection manager says. */
final class Addresses {
  private Addresses() {}

  static TransportAddress of(SocketAddress address) throws IOException {
    if (!(address instanceof InetSocketAddress socket) || socket.isUnresolved()) {
      throw new IOException(address + " is not an IP address");
    }
    return TransportAddress.ofSocketAddress(TransportType.RDMA, socket);
  }
}
