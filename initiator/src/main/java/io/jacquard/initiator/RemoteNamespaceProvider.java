package io.jacquard.initiator;

import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens namespaces of other targets, so that a target can export them as its own: {@code
 * tcp://HOST:PORT/NQN?namespace=NSID&queues=N}. Without {@code namespace} the subsystem's only one
 * is meant; {@code queues} is the number of I/O queues.
 */
public final class RemoteNamespaceProvider implements NamespaceProvider {
  private static final String NAMESPACE = "namespace";
  private static final String QUEUES = "queues";

  /** For {@code ServiceLoader}. */
  public RemoteNamespaceProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("tcp", "rdma");
  }

  @Override
  public void check(NamespaceUri uri) {
    optionsOf(uri);
    nsid(uri);
  }

  private static ConnectOptions.Builder optionsOf(NamespaceUri uri) {
    uri.allowOnly(Set.of(NAMESPACE, QUEUES));
    ConnectOptions.Builder options = ConnectOptions.to(uri.scheme() + ":" + uri.target());
    if (options.subsystem().isDiscovery()) {
      throw new IllegalArgumentException(
          "namespace '" + uri + "' names no subsystem: write " + uri.scheme() + "://HOST:PORT/NQN");
    }
    uri.parameter(QUEUES).ifPresent(text -> options.ioQueues(number(uri, QUEUES, text)));
    return options.duplicateConnect(true);
  }

  private static Optional<Integer> nsid(NamespaceUri uri) {
    return uri.parameter(NAMESPACE).map(text -> number(uri, NAMESPACE, text));
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
          subsystem + " has the namespaces " + ids + ": choose one by ?namespace=NSID");
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
