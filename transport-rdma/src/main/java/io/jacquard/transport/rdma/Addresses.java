package io.jacquard.transport.rdma;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Transport addresses of what the connection manager says. */
final class Addresses {
  private Addresses() {}

  /** An IPv4 host that comes through an IPv6 listener is an IPv4 host. */
  static TransportAddress of(SocketAddress address) throws IOException {
    if (!(address instanceof InetSocketAddress socket) || socket.isUnresolved()) {
      throw new IOException(address + " is not an IP address");
    }
    InetAddress plain = InetAddress.getByAddress(socket.getAddress().getAddress());
    InetSocketAddress unmapped =
        plain instanceof Inet4Address ? new InetSocketAddress(plain, socket.getPort()) : socket;
    return TransportAddress.ofSocketAddress(TransportType.RDMA, unmapped);
  }
}
