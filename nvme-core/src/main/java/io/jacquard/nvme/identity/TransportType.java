package io.jacquard.nvme.identity;

import java.util.Locale;
import java.util.Optional;

/** Transport Type, TRTYPE (NVMe Base 2.1, 5.1.12, "Discovery Log Page", entry byte 0). */
public enum TransportType {
  /** RDMA: InfiniBand, RoCE, iWARP. */
  RDMA(1),
  /** Fibre Channel. */
  FC(2),
  /** TCP. */
  TCP(3),
  /** Intra-host transport, the loopback within one process. */
  LOOP(254);

  private final int code;

  TransportType(int code) {
    this.code = code;
  }

  /** The value on the wire, 0 to 255. */
  public int code() {
    return code;
  }

  /** The type with this value on the wire; empty if the value is reserved. */
  public static Optional<TransportType> ofCode(int code) {
    for (TransportType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The name that tools use, in lower case; also the scheme of a {@link TransportAddress}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
