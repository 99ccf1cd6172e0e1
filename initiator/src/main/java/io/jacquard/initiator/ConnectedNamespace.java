package io.jacquard.initiator;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceUse;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.util.Optional;
import java.util.Set;

/**
 * A remote namespace together with the connection that was made for it, which ends when the
 * namespace is closed and its last queue is. Thread-safe.
 */
final class ConnectedNamespace implements Namespace {
  private final RemoteController controller;
  private final RemoteNamespace namespace;
  private final NamespaceUse users = new NamespaceUse();

  ConnectedNamespace(RemoteController controller, RemoteNamespace namespace) {
    this.controller = controller;
    this.namespace = namespace;
  }

  @Override
  public NamespaceGeometry geometry() {
    return namespace.geometry();
  }

  @Override
  public Set<Capability> capabilities() {
    return namespace.capabilities();
  }

  @Override
  public String description() {
    return namespace.description();
  }

  @Override
  public int commandSet() {
    return namespace.commandSet();
  }

  @Override
  public Optional<ZoneGeometry> zones() {
    return namespace.zones();
  }

  @Override
  public AccessPath access() {
    return namespace.access();
  }

  @Override
  public Optional<ControllerAccess> controller() {
    return Optional.of(new RemoteControllerAccess(controller, (int) namespace.nsid(), () -> {}));
  }

  @Override
  public CommandQueue open(Loop loop, int depth) {
    if (!users.enter()) {
      throw new IllegalStateException(description() + " is closed");
    }
    try {
      return namespace.open(loop, depth, this::queueClosed);
    } catch (RuntimeException e) {
      queueClosed();
      throw e;
    }
  }

  private void queueClosed() {
    if (users.leave()) {
      controller.closeAsync(); // a loop must not wait
    }
  }

  @Override
  public void close() {
    if (users.close() && users.leave()) {
      controller.close();
    }
  }
}
