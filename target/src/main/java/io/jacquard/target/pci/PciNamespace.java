package io.jacquard.target.pci;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceUse;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.target.device.DeviceShape;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A namespace of a controller on PCIe. It holds the controller until it is closed and its last
 * queue is too.
 */
final class PciNamespace implements Namespace {
  private final PciController controller;
  private final ControllerHold hold;
  private final int nsid;
  private final NamespaceFacts facts;
  private final NamespaceUse users = new NamespaceUse();
  private final DeviceShape shape;

  /**
   * A namespace that was looked at.
   *
   * @param hold keeps the controller open; this namespace gives it back
   */
  PciNamespace(ControllerHold hold, int nsid, NamespaceFacts facts) {
    this.hold = hold;
    this.controller = hold.controller();
    this.nsid = nsid;
    this.facts = facts;
    this.shape =
        new DeviceShape(
            name(controller, nsid), facts.geometry(), facts.commandSet(), facts.zones());
    controller.namespaces().add(this);
  }

  /** What a namespace is called in messages. */
  static String name(PciController controller, int nsid) {
    return "namespace " + Integer.toUnsignedString(nsid) + " of " + controller.address();
  }

  int nsid() {
    return nsid;
  }

  /** The controller's memory page in bytes. */
  int pageBytes() {
    return controller.pageBytes();
  }

  /** Whether the controller carries out fused Compare and Write. */
  boolean fuses() {
    return facts.capabilities().contains(Capability.COMPARE_AND_WRITE);
  }

  @Override
  public NamespaceGeometry geometry() {
    return shape.geometry();
  }

  /** The status that every command is refused with now, or 0. */
  int refusal() {
    return shape.refusal();
  }

  @Override
  public void onChange(Runnable changed) {
    shape.onChange(changed);
  }

  @Override
  public Set<Capability> capabilities() {
    return facts.capabilities();
  }

  @Override
  public String description() {
    return name(controller, nsid) + " (" + controller.limits().modelNumber() + ")";
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public AccessPath access() {
    return new AccessPath("pci", "nvme", "nvme", "nvme", controller.notes());
  }

  @Override
  public int commandSet() {
    return facts.commandSet();
  }

  @Override
  public Optional<ZoneGeometry> zones() {
    return facts.zones();
  }

  @Override
  public int largestTransfer() {
    return controller.limits().largestTransfer();
  }

  @Override
  public Optional<ControllerAccess> controller() throws IOException {
    return Optional.of(new PciControllerAccess(hold.another(), nsid));
  }

  /** Looks at its shape again. On the control loop. */
  void refresh() {
    try {
      NamespaceFacts now = NamespaceFacts.of(controller.core(), nsid, name(controller, nsid));
      shape.seen(now.geometry(), now.commandSet(), now.zones());
    } catch (UnsuitableNamespaceException e) {
      shape.unsuitable(e.getMessage());
    } catch (IOException e) {
      shape.unknown(e.getMessage());
    }
  }

  @Override
  public CommandQueue open(Loop loop, int depth) {
    if (!users.enter()) {
      throw new IllegalStateException(description() + " is closed");
    }
    try {
      return new PciQueue(this, controller.queuesOf(loop), depth);
    } catch (RuntimeException e) {
      queueClosed();
      throw e;
    }
  }

  private void giveBack() {
    controller.namespaces().remove(this);
    hold.close();
  }

  /** A queue is closed. Called on its loop, which must not wait for the controller's shutdown. */
  void queueClosed() {
    if (users.leave()) {
      Thread.ofPlatform().name("pci-close").start(this::giveBack);
    }
  }

  @Override
  public void close() {
    if (users.close() && users.leave()) {
      giveBack();
    }
  }
}
