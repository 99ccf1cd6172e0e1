package io.jacquard.lab.rdma;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The address of the machine's RDMA device. */
final class RdmaAddress {
  /** System property with the IPv4 address. */
  static final String PROPERTY = "jacquard.rdma.address";

  private RdmaAddress() {}

  static String text() {
    return System.getProperty(PROPERTY);
  }

  static InetAddress address() throws UnknownHostException {
    return InetAddress.getByName(text());
  }
}
