package io.jacquard.target;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceProvider;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Namespaces whose size a test changes as a device's changes: {@code played:NAME}; {@code
 * played:controller} has a controller of its own.
 */
public final class PlayedProvider implements NamespaceProvider {
  static final List<Device> OPENED = new ArrayList<>();

  /** A device that somebody else resizes. */
  static final class Device implements Namespace {
    private NamespaceGeometry geometry =
        new NamespaceGeometry(512, 100, false, false, true, 1, 1, 1, 1);
    private Runnable listener = () -> {};

    void becomes(long blocks) {
      geometry = geometry.withBlocks(blocks);
      listener.run();
    }

    @Override
    public NamespaceGeometry geometry() {
      return geometry;
    }

    @Override
    public void onChange(Runnable changed) {
      listener = changed;
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of();
    }

    @Override
    public String description() {
      return "a played device";
    }

    @Override
    public AccessPath access() {
      return new AccessPath("mem", "emu", "none", "none", List.of());
    }

    @Override
    public CommandQueue open(Loop loop, int depth) {
      throw new UnsupportedOperationException("no commands are played");
    }

    @Override
    public void close() {}
  }

  /** A controller that is looked at, and not asked anything. */
  static final class Controller implements ControllerAccess {
    static boolean open;

    @Override
    public int nsid() {
      return 7;
    }

    @Override
    public Completion admin(Sqe command, IoBuffer data, int length) {
      throw new UnsupportedOperationException("no commands are played");
    }

    @Override
    public void close() {
      open = false;
    }
  }

  @Override
  public Optional<ControllerAccess> openController(NamespaceUri uri) {
    if (!uri.target().equals("controller")) {
      return Optional.empty();
    }
    Controller.open = true;
    return Optional.of(new Controller());
  }

  @Override
  public Set<String> schemes() {
    return Set.of("played");
  }

  @Override
  public void check(NamespaceUri uri) {}

  @Override
  public Namespace open(NamespaceUri uri) {
    Device device = new Device();
    OPENED.add(device);
    return device;
  }
}
