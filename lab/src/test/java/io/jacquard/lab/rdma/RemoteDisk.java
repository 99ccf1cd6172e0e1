package io.jacquard.lab.rdma;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.PathLostException;
import io.jacquard.initiator.RecoveryOptions;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.TimeoutOptions;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What a target on another machine exports, by its URI in a system property. */
final class RemoteDisk {
  /** System property: {@code rdma://ADDRESS:PORT/NQN}, or {@code tcp://}. */
  static final String PROPERTY = "jacquard.uri";

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration ATTEMPT = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int QUEUE_ENTRIES = 32;
  private static final int MOST_ATTEMPTS = 10;

  private RemoteDisk() {}

  private static ConnectOptions.Builder builder() {
    return ConnectOptions.to(System.getProperty(PROPERTY));
  }

  static TransportAddress address() throws IOException {
    return builder().build().address();
  }

  static Nqn subsystem() {
    return builder().subsystem();
  }

  /** For a subsystem at the address, by one small I/O queue, with the patience of slow machines. */
  static ConnectOptions options(Nqn subsystem) throws IOException {
    return patient(ConnectOptions.to(address(), subsystem));
  }

  /** The same for a subsystem at another address. */
  static ConnectOptions options(String uri) throws IOException {
    return patient(ConnectOptions.to(uri));
  }

  private static ConnectOptions patient(ConnectOptions.Builder options) throws IOException {
    return options
        .ioQueues(1)
        .queueSize(QUEUE_ENTRIES)
        .timeouts(new TimeoutOptions(PATIENCE, PATIENCE, PATIENCE))
        .build();
  }

  /** A connection that is soon lost when the other side is gone, and often tried again. */
  static RemoteController alert(String uri) throws IOException {
    ConnectOptions options =
        ConnectOptions.to(uri)
            .ioQueues(1)
            .timeouts(new TimeoutOptions(ATTEMPT, ATTEMPT, PATIENCE))
            .recovery(new RecoveryOptions(KEEP_ALIVE, PAUSE, Optional.empty(), Optional.empty()))
            .build();
    for (int attempts = 1; ; attempts++) {
      try {
        return Initiator.connect(options);
      } catch (PathLostException slow) {
        // The first time much is loaded: the target may take that for the end of the host.
        if (attempts == MOST_ATTEMPTS) {
          throw slow;
        }
      }
    }
  }
}
