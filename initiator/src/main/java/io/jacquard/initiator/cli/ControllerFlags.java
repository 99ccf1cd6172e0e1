package io.jacquard.initiator.cli;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Flags that say which controller: a URI, or transport, address, service and NQN. */
final class ControllerFlags {
  private static final Pattern CONNECTION = Pattern.compile("[a-z]+://[^?]*");

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "URI",
      description = "The controller: tcp://HOST[:PORT]/NQN. Takes the place of -t, -a, -s and -n.")
  private String uri;

  @Option(
      names = {"-t", "--transport"},
      paramLabel = "TYPE",
      description = "tcp or rdma; default tcp.")
  private String transport;

  @Option(
      names = {"-a", "--traddr"},
      paramLabel = "ADDRESS",
      description = "Address or name of the target.")
  private String address;

  @Option(
      names = {"-s", "--trsvcid"},
      paramLabel = "PORT",
      description = "Port; default 4420, for discovery over TCP 8009.")
  private Integer port;

  @Option(
      names = {"-n", "--nqn"},
      paramLabel = "NQN",
      converter = ParameterConverters.ToNqn.class,
      description = "NQN of the subsystem.")
  private Nqn nqn;

  @Mixin private HostFlags host;

  /** True if the URI is none of a controller to connect to. */
  boolean namesDevice() {
    return uri != null && !CONNECTION.matcher(uri).matches();
  }

  /** The URI of a device, file or the like; it stands alone. */
  String device() {
    if (address != null || partlyGiven()) {
      throw wrong("'" + uri + "' is used directly: leave out -t, -a, -s and -n");
    }
    return uri;
  }

  /** True if a controller is named at all. */
  boolean given() {
    return uri != null || address != null;
  }

  /** True if any of the flags that a line of discovery.conf has is given. */
  boolean partlyGiven() {
    return transport != null || port != null || nqn != null;
  }

  /** Connects to the controller that the flags name. */
  RemoteController connect() throws IOException {
    if (uri == null && nqn == null) {
      throw wrong("say which subsystem: -n NQN, or a URI tcp://HOST:PORT/NQN");
    }
    return connect(options(Nqn.DISCOVERY));
  }

  /** Connects; what the options say that is not possible is wrong usage. */
  RemoteController connect(ConnectOptions options) throws IOException {
    try {
      return Initiator.connect(options);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /**
   * The options of the connection.
   *
   * @param defaultSubsystem if none is named
   */
  ConnectOptions options(Nqn defaultSubsystem) throws IOException {
    try {
      ConnectOptions.Builder options = target(defaultSubsystem);
      host.applyTo(options);
      return options.build();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private ConnectOptions.Builder target(Nqn defaultSubsystem) {
    if (uri != null) {
      if (address != null || partlyGiven()) {
        throw wrong("give either a URI or -t, -a, -s and -n, not both");
      }
      if (namesDevice()) {
        throw wrong(
            "'"
                + uri
                + "' is no controller to connect to, which is tcp://HOST:PORT/NQN; for devices and"
                + " files there are idfy-ctrlr, idfy-ns and idfy");
      }
      return ConnectOptions.to(uri);
    }
    if (address == null) {
      throw wrong("say where the controller is: -a ADDRESS, or a URI tcp://HOST:PORT/NQN");
    }
    Nqn subsystem = nqn == null ? defaultSubsystem : nqn;
    TransportType type = type();
    int service = port == null ? defaultPort(type, subsystem) : port;
    return ConnectOptions.to(TransportAddress.of(type, address, service), subsystem);
  }

  private TransportType type() {
    if (transport == null) {
      return TransportType.TCP;
    }
    return switch (transport.toLowerCase(Locale.ROOT)) {
      case "tcp" -> TransportType.TCP;
      case "rdma" -> TransportType.RDMA;
      default -> throw wrong("transport '" + transport + "' is neither tcp nor rdma");
    };
  }

  private static int defaultPort(TransportType type, Nqn subsystem) {
    return subsystem.isDiscovery() && type == TransportType.TCP
        ? TransportAddress.DISCOVERY_PORT
        : TransportAddress.DEFAULT_PORT;
  }

  /** Wrong usage of the command, with its reason. */
  ParameterException wrong(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}
