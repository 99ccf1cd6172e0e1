package io.jacquard.nvme.identity;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where a controller is reached: transport type, address family, address and service identifier
 * (NVMe Base 2.1, 5.1.12, "Discovery Log Page": TRTYPE, ADRFAM, TRADDR, TRSVCID). Written {@code
 * tcp://127.0.0.1:4420}, {@code rdma://[fd00::1]:4420}, {@code loop://name}.
 *
 * <p>IPv6 addresses are kept in the form of RFC 5952, so equal addresses are equal values.
 *
 * @param type the transport
 * @param family follows from the address; {@link AddressFamily#UNSPECIFIED} for a host name
 * @param traddr the address without brackets, at most 256 ASCII characters
 * @param trsvcid the port as decimal text, 0 to 65535; empty for {@link TransportType#LOOP} and FC
 */
public record TransportAddress(
    TransportType type, AddressFamily family, String traddr, String trsvcid) {
  /** The registered port of NVMe/TCP and NVMe/RDMA. */
  public static final int DEFAULT_PORT = 4420;

  /** The registered port of the NVMe/TCP discovery service. */
  public static final int DISCOVERY_PORT = 8009;

  private static final int MAX_TRADDR = 256;
  private static final Pattern HOST_NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\\.?");

  /** Checks that the address fits its family and the service identifier its transport. */
  public TransportAddress {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(family, "family");
    if (traddr.isEmpty() || traddr.length() > MAX_TRADDR) {
      throw new IllegalArgumentException(
          "the transport address has " + traddr.length() + " characters, not 1 to " + MAX_TRADDR);
    }
    switch (family) {
      case IPV4 -> check(IpLiteral.isV4(traddr), traddr, "is not an IPv4 address");
      case IPV6 ->
          traddr =
              IpLiteral.canonicalV6(traddr)
                  .orElseThrow(
                      failure("\"" + traddr + "\" is not an IPv6 address, as in [fd00::1]"));
      case UNSPECIFIED -> check(isHostName(traddr), traddr, "is neither an address nor a name");
      case INFINIBAND, FIBRE_CHANNEL, INTRA_HOST ->
          check(isPrintable(traddr), traddr, "has a character that is not printable ASCII");
    }
    if (isIp(type)) {
      parsePort(trsvcid);
    }
  }

  /** An address of an IP transport, with the family that the host's text has. */
  public static TransportAddress of(TransportType type, String host, int port) {
    return new TransportAddress(type, familyOf(host), host, Integer.toString(port));
  }

  /** {@code tcp://host:port}; the host is an address or a name, without brackets. */
  public static TransportAddress tcp(String host, int port) {
    return of(TransportType.TCP, host, port);
  }

  /** Reads an address, with port 4420 if there is none; see {@link #parse(String, int)}. */
  public static TransportAddress parse(String text) {
    return parse(text, DEFAULT_PORT);
  }

  /**
   * Reads {@code type://host[:port]}. An IPv6 address is in brackets.
   *
   * @param defaultPort the port if the text has none
   * @throws IllegalArgumentException if the text is of another form; the message names the part
   */
  public static TransportAddress parse(String text, int defaultPort) {
    int separator = text.indexOf("://");
    if (separator < 0) {
      throw bad(text, "has no transport; write tcp://" + (text.isBlank() ? "127.0.0.1" : text));
    }
    String rest = text.substring(separator + 3);
    try {
      return switch (text.substring(0, separator).toLowerCase(Locale.ROOT)) {
        case "tcp" -> parseIp(TransportType.TCP, rest, defaultPort);
        case "rdma" -> parseIp(TransportType.RDMA, rest, defaultPort);
        case "loop" -> new TransportAddress(TransportType.LOOP, AddressFamily.INTRA_HOST, rest, "");
        default ->
            throw new IllegalArgumentException("the transport must be one of tcp, rdma, loop");
      };
    } catch (IllegalArgumentException e) {
      throw bad(text, e.getMessage());
    }
  }

  private static TransportAddress parseIp(TransportType type, String rest, int defaultPort) {
    String host = rest;
    String port = "";
    boolean hasPort;
    if (rest.startsWith("[")) {
      int end = rest.indexOf(']');
      if (end < 0) {
        throw new IllegalArgumentException("the bracket before the IPv6 address is not closed");
      }
      host = rest.substring(1, end);
      String tail = rest.substring(end + 1);
      hasPort = tail.startsWith(":");
      if (!hasPort && !tail.isEmpty()) {
        throw new IllegalArgumentException("after the address only \":port\" may follow");
      }
      port = hasPort ? tail.substring(1) : "";
    } else {
      int colon = rest.indexOf(':');
      hasPort = colon >= 0;
      if (hasPort && rest.indexOf(':', colon + 1) >= 0) {
        throw new IllegalArgumentException("an IPv6 address must be in brackets, as in [::1]:4420");
      }
      host = hasPort ? rest.substring(0, colon) : rest;
      port = hasPort ? rest.substring(colon + 1) : "";
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is missing");
    }
    AddressFamily family = rest.startsWith("[") ? AddressFamily.IPV6 : familyOf(host);
    return new TransportAddress(
        type, family, host, Integer.toString(hasPort ? parsePort(port) : defaultPort));
  }

  /** The port, 0 to 65535, of an IP transport; 0 asks a listener for any free port. */
  public int port() {
    return parsePort(trsvcid);
  }

  /** The same address with another port. */
  public TransportAddress withPort(int port) {
    return new TransportAddress(type, family, traddr, Integer.toString(port));
  }

  /** Whether this is the address that stands for all addresses of the machine. */
  public boolean isWildcard() {
    return traddr.equals("0.0.0.0") || traddr.equals("::");
  }

  /**
   * The socket address of an IP transport. Asks the name service, and may block, if the address is
   * a host name.
   *
   * @throws UnknownHostException if the name or the zone of the address is not known
   */
  public InetSocketAddress toSocketAddress() throws UnknownHostException {
    return new InetSocketAddress(lookUp(), port());
  }

  /**
   * The same address with its host name replaced by the first address the name service gives; may
   * block. An address that is no name is returned as it is.
   *
   * @throws UnknownHostException if the name is not known
   */
  public TransportAddress resolve() throws UnknownHostException {
    if (family != AddressFamily.UNSPECIFIED) {
      return this;
    }
    return ofSocketAddress(type, new InetSocketAddress(lookUp(), port()));
  }

  private InetAddress lookUp() throws UnknownHostException {
    try {
      return InetAddress.getByName(traddr);
    } catch (UnknownHostException e) {
      UnknownHostException failure =
          new UnknownHostException(
              "the name service does not know " + traddr + "; check the name, or give the address");
      failure.initCause(e);
      throw failure;
    }
  }

  /** The address of a resolved socket; an IPv4 host behind an IPv6 socket is an IPv4 host. */
  public static TransportAddress ofSocketAddress(TransportType type, InetSocketAddress socket) {
    if (socket.getAddress() == null) {
      throw new IllegalArgumentException(socket + " is not resolved");
    }
    InetAddress address = unmapped(socket.getAddress());
    AddressFamily family =
        address instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4;
    return new TransportAddress(
        type, family, address.getHostAddress(), Integer.toString(socket.getPort()));
  }

  private static InetAddress unmapped(InetAddress address) {
    try {
      InetAddress plain = InetAddress.getByAddress(address.getAddress());
      return plain instanceof Inet4Address ? plain : address; // which knows its zone
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 bytes: " + address, e);
    }
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    String host = family == AddressFamily.IPV6 ? "[" + traddr + "]" : traddr;
    return type + "://" + host + (trsvcid.isEmpty() ? "" : ":" + trsvcid);
  }

  private static boolean isIp(TransportType type) {
    return type == TransportType.TCP || type == TransportType.RDMA;
  }

  private static AddressFamily familyOf(String host) {
    if (IpLiteral.isV4(host)) {
      return AddressFamily.IPV4;
    }
    return host.indexOf(':') >= 0 ? AddressFamily.IPV6 : AddressFamily.UNSPECIFIED;
  }

  private static boolean isHostName(String text) {
    // Digits and dots alone are a mistyped IPv4 address, not a name.
    return HOST_NAME.matcher(text).matches() && !text.matches("[0-9.]+");
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  private static int parsePort(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 0xFFFF) {
      throw new IllegalArgumentException("port \"" + text + "\" is not a number from 0 to 65535");
    }
    return Integer.parseInt(text);
  }

  private static void check(boolean valid, String traddr, String problem) {
    if (!valid) {
      throw failure("\"" + traddr + "\" " + problem).get();
    }
  }

  private static Supplier<IllegalArgumentException> failure(String message) {
    return () -> new IllegalArgumentException(message);
  }

  private static IllegalArgumentException bad(String text, String problem) {
    return new IllegalArgumentException("address \"" + text + "\": " + problem);
  }
}
