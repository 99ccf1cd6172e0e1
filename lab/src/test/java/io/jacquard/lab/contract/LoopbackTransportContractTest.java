package io.jacquard.lab.contract;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;

class LoopbackTransportContractTest extends TransportContract {
  @Override
  Transport transport() {
    return new LoopbackTransport();
  }

  @Override
  TransportAddress anyAddress() {
    return TransportAddress.parse("loop://contract");
  }
}
