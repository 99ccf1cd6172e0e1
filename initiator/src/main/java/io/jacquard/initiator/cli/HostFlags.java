package io.jacquard.initiator.cli;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.HostIdentity;
import io.jacquard.initiator.QueueOptions;
import io.jacquard.initiator.RecoveryOptions;
import io.jacquard.initiator.TimeoutOptions;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.loop.LoopSettings;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags that say who this host is and how it connects, named as nvme-cli names them. */
final class HostFlags {
  @Option(
      names = {"-q", "--hostnqn"},
      paramLabel = "NQN",
      converter = ParameterConverters.ToNqn.class,
      description = "Name of this host; else /etc/nvme/hostnqn, else one made from the machine.")
  private Nqn hostNqn;

  @Option(
      names = {"-I", "--hostid"},
      paramLabel = "UUID",
      converter = ParameterConverters.ToHostId.class,
      description = "ID of this host; else /etc/nvme/hostid, else the UUID in the NQN.")
  private HostId hostId;

  @Option(
      names = {"-w", "--host-traddr"},
      paramLabel = "ADDRESS",
      description = "Local address to connect from.")
  private String hostAddress;

  @Option(
      names = {"-i", "--nr-io-queues"},
      paramLabel = "N",
      defaultValue = "1",
      description = "I/O queues; default ${DEFAULT-VALUE}.")
  private int ioQueues;

  @Option(
      names = {"-Q", "--queue-size"},
      paramLabel = "N",
      defaultValue = "128",
      description = "Entries of an I/O queue; default ${DEFAULT-VALUE}.")
  private int queueSize;

  @Option(
      names = {"-k", "--keep-alive-tmo"},
      paramLabel = "SECONDS",
      description = "Keep-alive time-out, 0 for none; default 5, for discovery 0.")
  private Integer keepAlive;

  @Option(
      names = {"-c", "--reconnect-delay"},
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Pause before each attempt to connect again; default ${DEFAULT-VALUE}.")
  private int reconnectDelay;

  @Option(
      names = {"-l", "--ctrl-loss-tmo"},
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "Give a lost controller up after this time, -1 for never; default ${DEFAULT-VALUE}.")
  private int controllerLoss;

  @Option(
      names = "--fast-io-fail-tmo",
      paramLabel = "SECONDS",
      description = "Fail commands after this time without connection; default: wait for -l.")
  private Integer fastIoFail;

  @Option(
      names = {"-g", "--hdr-digest"},
      description = "Protect PDU headers by CRC32C (TCP).")
  private boolean headerDigest;

  @Option(
      names = {"-G", "--data-digest"},
      description = "Protect data by CRC32C (TCP).")
  private boolean dataDigest;

  @Option(
      names = "--disable-sqflow",
      arity = "0..1",
      defaultValue = "true",
      fallbackValue = "true",
      paramLabel = "true|false",
      description = "Ask for queues without SQ flow control; default ${DEFAULT-VALUE}.")
  private boolean disableSqFlow;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      description = "Time-out of each command in milliseconds; default 30000 for I/O.")
  private Integer timeout;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = LoopSettings.AUTO,
      description = "Engine of the transport: auto, epoll, io_uring or nio for TCP.")
  private String engine;

  /** Puts the flags into options. */
  void applyTo(ConnectOptions.Builder options) {
    if (hostNqn != null) {
      options.host(HostIdentity.of(hostNqn));
    }
    if (hostId != null) {
      options.hostId(hostId);
    }
    if (hostAddress != null) {
      options.hostAddress(hostAddress);
    }
    options.queues(new QueueOptions(ioQueues, queueSize, headerDigest, dataDigest, disableSqFlow));
    options.recovery(
        new RecoveryOptions(
            Duration.ofSeconds(keepAlive == null ? defaultKeepAlive(options) : keepAlive),
            Duration.ofSeconds(reconnectDelay),
            controllerLoss < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(controllerLoss)),
            Optional.ofNullable(fastIoFail).map(Duration::ofSeconds)));
    if (timeout != null) {
      Duration time = Duration.ofMillis(timeout);
      options.timeouts(new TimeoutOptions(time, time, time));
    }
    options.loopSettings(options.loopSettings().withCount(1).withEngine(engine));
  }

  private static int defaultKeepAlive(ConnectOptions.Builder options) {
    return options.subsystem().isDiscovery() ? 0 : 5;
  }
}
