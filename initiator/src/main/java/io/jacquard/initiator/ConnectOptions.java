package io.jacquard.initiator;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything about a connection to a controller. Immutable; made by {@link #to} and its builder.
 *
 * @param address where the controller is
 * @param subsystem its NQN, or a discovery NQN
 * @param host who connects
 * @param hostAddress the local address to connect from (host-traddr)
 * @param queues the queues
 * @param recovery keep alive and reconnect
 * @param timeouts patience
 * @param duplicateConnect connect even if this process is connected there as the same host
 * @param transport the transport; empty to take the installed one of the address's type
 * @param loops loops of that transport to run on; empty to make some for this connection
 * @param loopSettings how to make loops
 */
public record ConnectOptions(
    TransportAddress address,
    Nqn subsystem,
    HostIdentity host,
    Optional<String> hostAddress,
    QueueOptions queues,
    RecoveryOptions recovery,
    TimeoutOptions timeouts,
    boolean duplicateConnect,
    Optional<Transport> transport,
    Optional<LoopGroup> loops,
    LoopSettings loopSettings) {
  /** Largest data of one command that is used even if the controller takes more, in bytes. */
  static final int LARGEST_TRANSFER = 1 << 20;

  /** Starts with an address and a subsystem and defaults for the rest. */
  public static Builder to(TransportAddress address, Nqn subsystem) {
    return new Builder(address, subsystem);
  }

  /**
   * Starts with a URI: {@code tcp://host:port/nqn}. The port may be left out (4420, 8009 for
   * discovery), and so may the NQN, which is then the well-known discovery NQN.
   *
   * @throws IllegalArgumentException if it is of another form, with the reason
   */
  public static Builder to(String uri) {
    int authority = uri.indexOf("://");
    int slash = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
    String name = slash < 0 ? "" : uri.substring(slash + 1);
    Nqn subsystem = name.isEmpty() ? Nqn.DISCOVERY : Nqn.accept(name);
    int port =
        subsystem.isDiscovery() ? TransportAddress.DISCOVERY_PORT : TransportAddress.DEFAULT_PORT;
    return to(TransportAddress.parse(slash < 0 ? uri : uri.substring(0, slash), port), subsystem);
  }

  /** The same options for another controller. */
  ConnectOptions withTarget(TransportAddress otherAddress, Nqn otherSubsystem) {
    return new ConnectOptions(
        otherAddress,
        otherSubsystem,
        host,
        hostAddress,
        queues,
        recovery,
        timeouts,
        duplicateConnect,
        transport,
        loops,
        loopSettings);
  }

  /** {@code tcp://host:port/nqn}. */
  public String uri() {
    return address + "/" + subsystem;
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private final TransportAddress address;
    private final Nqn subsystem;
    private Optional<HostIdentity> host = Optional.empty();
    private Optional<HostId> hostId = Optional.empty();
    private Optional<String> hostAddress = Optional.empty();
    private QueueOptions queues = QueueOptions.defaults();
    private RecoveryOptions recovery = RecoveryOptions.defaults();
    private TimeoutOptions timeouts = TimeoutOptions.defaults();
    private boolean duplicateConnect;
    private Optional<Transport> transport = Optional.empty();
    private Optional<LoopGroup> loops = Optional.empty();
    private LoopSettings loopSettings = hostLoops();

    private Builder(TransportAddress address, Nqn subsystem) {
      this.address = Objects.requireNonNull(address, "address");
      this.subsystem = Objects.requireNonNull(subsystem, "subsystem");
    }

    private static LoopSettings hostLoops() {
      LoopSettings some = LoopSettings.defaults();
      return new LoopSettings(
          some.count(), some.engine(), some.spin(), some.bufferBytes(), LARGEST_TRANSFER);
    }

    /** The subsystem to connect to. */
    public Nqn subsystem() {
      return subsystem;
    }

    /** How loops will be made, to be changed a little and given back. */
    public LoopSettings loopSettings() {
      return loopSettings;
    }

    /** Who connects; without it {@link HostIdentity#ofMachine}. */
    public Builder host(HostIdentity identity) {
      host = Optional.of(identity);
      return this;
    }

    /** The name of the host; its ID follows from it unless given. */
    public Builder hostNqn(Nqn nqn) {
      return host(HostIdentity.of(nqn));
    }

    /** The host identifier. */
    public Builder hostId(HostId id) {
      hostId = Optional.of(id);
      return this;
    }

    /** The local address to connect from. */
    public Builder hostAddress(String localAddress) {
      hostAddress = Optional.of(localAddress);
      return this;
    }

    /** All queue options. */
    public Builder queues(QueueOptions options) {
      queues = options;
      return this;
    }

    /** Number of I/O queues to ask for, 1 to 65535. */
    public Builder ioQueues(int count) {
      return queues(
          new QueueOptions(
              count,
              queues.entries(),
              queues.headerDigest(),
              queues.dataDigest(),
              queues.disableSqFlowControl()));
    }

    /** Entries of an I/O queue, 2 to 65536. */
    public Builder queueSize(int entries) {
      return queues(
          new QueueOptions(
              queues.ioQueues(),
              entries,
              queues.headerDigest(),
              queues.dataDigest(),
              queues.disableSqFlowControl()));
    }

    /** Digests of PDU headers and of data (TCP). */
    public Builder digests(boolean header, boolean data) {
      return queues(
          new QueueOptions(
              queues.ioQueues(), queues.entries(), header, data, queues.disableSqFlowControl()));
    }

    /** All options of keep alive and reconnect. */
    public Builder recovery(RecoveryOptions options) {
      recovery = options;
      return this;
    }

    /** The keep-alive time-out; zero for none. */
    public Builder keepAlive(Duration time) {
      return recovery(
          new RecoveryOptions(
              time, recovery.reconnectDelay(), recovery.controllerLoss(), recovery.fastIoFail()));
    }

    /** All time-outs. */
    public Builder timeouts(TimeoutOptions options) {
      timeouts = options;
      return this;
    }

    /** Connect even if this process is connected there as the same host. */
    public Builder duplicateConnect(boolean allowed) {
      duplicateConnect = allowed;
      return this;
    }

    /** The transport, rather than the installed one of the address's type. */
    public Builder transport(Transport chosen) {
      transport = Optional.of(chosen);
      return this;
    }

    /** Loops of the transport to share; the caller closes them after the controller. */
    public Builder loops(LoopGroup group) {
      loops = Optional.of(group);
      return this;
    }

    /** How to make loops for this connection. */
    public Builder loopSettings(LoopSettings settings) {
      loopSettings = settings;
      return this;
    }

    /**
     * The options.
     *
     * @throws IOException if the machine's host identity is needed and cannot be read
     */
    public ConnectOptions build() throws IOException {
      HostIdentity identity = host.isPresent() ? host.get() : HostIdentity.ofMachine();
      return new ConnectOptions(
          address,
          subsystem,
          hostId.isPresent() ? new HostIdentity(identity.nqn(), hostId.get()) : identity,
          hostAddress,
          queues,
          recovery,
          timeouts,
          duplicateConnect,
          transport,
          loops,
          loopSettings);
    }
  }
}
