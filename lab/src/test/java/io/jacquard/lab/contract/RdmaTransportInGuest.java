package io.jacquard.lab.contract;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.transport.rdma.RdmaTransport;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * The contract over NVMe/RDMA, on a machine whose own address, in a system property, has an RDMA
 * device: waiting for events, spinning, and over IPv6.
 */
class RdmaTransportInGuest {
  /** System property: the IPv4 address. */
  static final String ADDRESS = "jacquard.rdma.address";

  /** System property: the IPv6 address. */
  static final String ADDRESS_V6 = "jacquard.rdma.address.v6";

  abstract static class Rdma extends TransportContract {
    @Override
    Transport transport() {
      return new RdmaTransport();
    }

    @Override
    TransportAddress anyAddress() {
      return TransportAddress.of(TransportType.RDMA, System.getProperty(ADDRESS), 0);
    }
  }

  @Nested
  class Events extends Rdma {}

  @Nested
  class Spinning extends Rdma {
    @Override
    LoopSettings loopSettings() {
      return super.loopSettings().withSpin(Duration.ofNanos(50_000));
    }
  }

  @Nested
  class OverIpv6 extends Rdma {
    @Override
    TransportAddress anyAddress() {
      return TransportAddress.of(TransportType.RDMA, System.getProperty(ADDRESS_V6), 0);
    }
  }
}
