package io.jacquard.lab.pair.demo;

import java.util.Locale;

/**
 * Who uses whose disk, and how.
 *
 * @param target exports it
 * @param initiator uses it
 * @param transport carries commands and data
 */
public record Combination(Side target, Side initiator, Transport transport) {

  /** What carries commands and data. */
  public enum Transport {
    /** RDMA over converged Ethernet. */
    RDMA,
    /** TCP. */
    TCP;

    /** As nvme-cli calls it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
