package io.jacquard.target.config;

import io.jacquard.nvme.identity.TransportAddress;
import java.net.InetSocketAddress;

/** Addresses of plain TCP services: {@code 127.0.0.1:9420}, {@code [::1]:9420}, {@code 9420}. */
public final class SocketAddressText {
  private static final String LOOPBACK = "127.0.0.1";

  private SocketAddressText() {}

  /**
   * Reads an address; without a host it is the loopback address.
   *
   * @throws IllegalArgumentException if there is no port or the text is of another form
   */
  public static InetSocketAddress parse(String text) {
    String full = text.matches("[0-9]+") ? ":" + text : text;
    if (full.startsWith(":")) {
      full = LOOPBACK + full;
    }
    if (!full.matches(".*:[0-9]+")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an address with a port; write it like 127.0.0.1:9420");
    }
    TransportAddress address = TransportAddress.parse("tcp://" + full);
    return InetSocketAddress.createUnresolved(address.traddr(), address.port());
  }

  /** The form that {@link #parse} reads back. */
  public static String format(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
