package io.jacquard.nvme.identity;

import java.util.Optional;

/** Address Family, ADRFAM (NVMe Base 2.1, 5.1.12, "Discovery Log Page", entry byte 1). */
public enum AddressFamily {
  /** Reserved on the wire; here the family of a host name that is not resolved yet. */
  UNSPECIFIED(0, "unspecified"),
  /** IPv4, dotted decimal. */
  IPV4(1, "ipv4"),
  /** IPv6, RFC 5952. */
  IPV6(2, "ipv6"),
  /** InfiniBand. */
  INFINIBAND(3, "ib"),
  /** Fibre Channel. */
  FIBRE_CHANNEL(4, "fc"),
  /** Intra-host transport. */
  INTRA_HOST(254, "loop");

  private final int code;
  private final String text;

  AddressFamily(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The value on the wire, 0 to 255. */
  public int code() {
    return code;
  }

  /** The family with this value on the wire; empty if the value is reserved. */
  public static Optional<AddressFamily> ofCode(int code) {
    for (AddressFamily family : values()) {
      if (family.code == code && family != UNSPECIFIED) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }

  /** The name that tools use, in lower case. */
  @Override
  public String toString() {
    return text;
  }
}
