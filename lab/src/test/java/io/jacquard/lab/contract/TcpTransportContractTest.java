package io.jacquard.lab.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.transport.tcp.TcpTransport;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The contract over NVMe/TCP: every engine, each digest, spinning, and many rounds of R2T. */
class TcpTransportContractTest {

  abstract static class Tcp extends TransportContract {
    private final String engine;

    Tcp(String engine) {
      this.engine = engine;
    }

    @Override
    Transport transport() {
      return new TcpTransport();
    }

    @Override
    TransportAddress anyAddress() {
      return TransportAddress.tcp("127.0.0.1", 0);
    }

    @Override
    LoopSettings loopSettings() {
      assumeTrue(transport().engines().contains(engine), "no " + engine + " here");
      return super.loopSettings().withEngine(engine);
    }
  }

  @Nested
  class Epoll extends Tcp {
    Epoll() {
      super("epoll");
    }
  }

  @Nested
  class SpinningEpoll extends Tcp {
    SpinningEpoll() {
      super("epoll");
    }

    @Override
    LoopSettings loopSettings() {
      return super.loopSettings().withSpin(Duration.ofNanos(50_000));
    }
  }

  @Nested
  class IoUring extends Tcp {
    IoUring() {
      super("io_uring");
    }
  }

  @Nested
  class Nio extends Tcp {
    Nio() {
      super("nio");
    }

    @Override
    boolean headerDigest() {
      return true;
    }
  }

  @Nested
  class BothDigests extends Tcp {
    BothDigests() {
      super("epoll");
    }

    @Override
    boolean headerDigest() {
      return true;
    }

    @Override
    boolean dataDigest() {
      return true;
    }
  }

  @Nested
  class ManyRoundsOverIpv6 extends Tcp {
    ManyRoundsOverIpv6() {
      super("epoll");
    }

    @Override
    TransportAddress anyAddress() {
      return TransportAddress.tcp("::1", 0);
    }

    @Override
    boolean dataDigest() {
      return true;
    }

    @Override
    ListenSettings listenSettings() {
      return new ListenSettings(
          IN_CAPSULE, 64, Duration.ofSeconds(10), Duration.ofSeconds(30), 4096);
    }
  }
}
