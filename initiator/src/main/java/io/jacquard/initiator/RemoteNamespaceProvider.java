package io.jacquard.initiator;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens namespaces of other targets, so that a target can export them as its own: {@code
 * nvme+tcp://HOST:PORT/NQN?nsid=NSID&queues=N}, or {@code tcp://…?namespace=NSID}, which is the
 * same. Without {@code nsid} the subsystem's only one is meant; {@code queues} is the number of I/O
 * queues, {@code hostnqn} and {@code hostid} say who connects.
 */
public final class RemoteNamespaceProvider implements NamespaceProvider {
  private static final String NAMESPACE = "namespace";
  private static final String NSID = "nsid";
  private static final String QUEUES = "queues";
  private static final String HOST_NQN = "hostnqn";
  private static final String HOST_ID = "hostid";
  private static final String PREFIX = "nvme+";

  /** For {@code ServiceLoader}. */
  public RemoteNamespaceProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("tcp", "rdma", PREFIX + "tcp", PREFIX + "rdma");
  }

  @Override
  public void check(NamespaceUri uri) {
    optionsOf(uri);
    nsid(uri);
  }

  private static ConnectOptions.Builder optionsOf(NamespaceUri uri) {
    uri.allowOnly(Set.of(NAMESPACE, NSID, QUEUES, HOST_NQN, HOST_ID));
    String transport =
        uri.scheme().startsWith(PREFIX) ? uri.scheme().substring(PREFIX.length()) : uri.scheme();
    ConnectOptions.Builder options = ConnectOptions.to(transport + ":" + uri.target());
    if (options.subsystem().isDiscovery()) {
      throw new IllegalArgumentException(
          "namespace '" + uri + "' names no subsystem: write " + uri.scheme() + "://HOST:PORT/NQN");
    }
    uri.parameter(QUEUES).ifPresent(text -> options.ioQueues(number(uri, QUEUES, text)));
    uri.parameter(HOST_NQN).ifPresent(text -> options.hostNqn(Nqn.accept(text)));
    uri.parameter(HOST_ID).ifPresent(text -> options.hostId(HostId.parse(text)));
    return options.duplicateConnect(true);
  }

  private static Optional<Integer> nsid(NamespaceUri uri) {
    if (uri.parameter(NAMESPACE).isPresent() && uri.parameter(NSID).isPresent()) {
      throw new IllegalArgumentException(
          "namespace '" + uri + "': nsid and namespace are the same, give one of them");
    }
    String name = uri.parameter(NSID).isPresent() ? NSID : NAMESPACE;
    return uri.parameter(name).map(text -> number(uri, name, text));
  }

  private static int number(NamespaceUri uri, String name, String text) {
    try {
      int value = Integer.parseUnsignedInt(text);
      if (value != 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "namespace '" + uri + "': " + name + " '" + text + "' is not a number from 1");
  }

  @Override
  public Namespace open(NamespaceUri uri) throws IOException {
    ConnectOptions options = optionsOf(uri).build();
    Optional<Integer> nsid = nsid(uri);
    RemoteController controller = Initiator.connect(options);
    try {
      return new ConnectedNamespace(controller, choose(controller, nsid));
    } catch (IOException e) {
      controller.close();
      throw e;
    }
  }

  @Override
  public Optional<ControllerAccess> openController(NamespaceUri uri) throws IOException {
    ConnectOptions options = optionsOf(uri).ioQueues(1).build();
    Optional<Integer> nsid = nsid(uri);
    RemoteController controller = Initiator.connect(options);
    List<RemoteNamespace> all = controller.namespaces();
    int only = all.size() == 1 ? (int) all.getFirst().nsid() : 0;
    return Optional.of(
        new RemoteControllerAccess(controller, nsid.orElse(only), controller::close));
  }

  private static RemoteNamespace choose(RemoteController controller, Optional<Integer> nsid)
      throws IOException {
    List<RemoteNamespace> all = controller.namespaces();
    List<Long> ids = all.stream().map(RemoteNamespace::nsid).toList();
    String subsystem = controller.options().uri();
    if (nsid.isEmpty()) {
      if (all.size() == 1) {
        return all.getFirst();
      }
      throw new IOException(
          subsystem + " has the namespaces " + ids + ": choose one by ?nsid=NSID");
    }
    return controller
        .namespace(Integer.toUnsignedLong(nsid.get()))
        .orElseThrow(
            () ->
                new IOException(
                    subsystem
                        + " has no namespace "
                        + Integer.toUnsignedString(nsid.get())
                        + "; it has "
                        + ids));
  }
}
