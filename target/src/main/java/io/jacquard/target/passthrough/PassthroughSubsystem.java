package io.jacquard.target.passthrough;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.subsystem.BackingController;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local controller with all of its namespaces, opened for hosts. Confined to the control thread.
 */
public final class PassthroughSubsystem implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PassthroughSubsystem.class);

  private final ControllerThreads controller;
  private final Map<Integer, Namespace> namespaces;

  private PassthroughSubsystem(ControllerThreads controller, Map<Integer, Namespace> namespaces) {
    this.controller = controller;
    this.namespaces = namespaces;
  }

  /**
   * Opens a controller and its active namespaces. Namespaces that cannot be exported are left out
   * with a warning. May block.
   *
   * @throws IOException if the controller cannot be had, or a namespace of it is in use otherwise
   */
  public static PassthroughSubsystem open(PassthroughDefinition definition) throws IOException {
    Path device = definition.device();
    if (!Passthrough.isController(device)) {
      throw new IOException(
          device
              + " is no NVMe controller; write one such as /dev/nvme0 ('jacquard enum' lists them)");
    }
    DeviceController controller =
        DeviceController.open(
            device, definition.adminTimeout().map(t -> (int) t.toMillis()).orElse(0));
    Map<Integer, Namespace> opened = new TreeMap<>();
    try {
      ControllerQueries queries = new ControllerQueries(controller);
      IdentifyController identify = queries.controller();
      Map<Integer, Path> nodes = NamespaceNodes.of(device);
      for (int nsid : queries.activeNamespaces()) {
        openOne(definition, nsid, nodes, opened);
      }
      return new PassthroughSubsystem(
          new ControllerThreads(definition, controller, identify), opened);
    } catch (IOException | RuntimeException e) {
      opened.values().forEach(Namespace::close);
      controller.close();
      throw e;
    }
  }

  private static void openOne(
      PassthroughDefinition definition,
      int nsid,
      Map<Integer, Path> nodes,
      Map<Integer, Namespace> opened)
      throws IOException {
    String subject = definition.device() + ": namespace " + Integer.toUnsignedString(nsid);
    Path node = nodes.get(nsid);
    if (Integer.compareUnsigned(nsid, (int) NamespaceDefinition.LAST_NSID) > 0) {
      LOG.warn("{} is left out: its ID is above {}", subject, NamespaceDefinition.LAST_NSID);
    } else if (node == null) {
      LOG.warn("{} is left out: the kernel has no device node for it", subject);
    } else {
      try {
        opened.put(nsid, Passthrough.open(uri(definition, node)));
      } catch (NotExportableException e) {
        LOG.warn("{} is left out: {}", subject, e.getMessage());
      }
    }
  }

  private static NamespaceUri uri(PassthroughDefinition definition, Path node) {
    Map<String, String> options = new LinkedHashMap<>();
    if (!Passthrough.isGeneric(node)) {
      options.put("sync", "nvme");
    }
    definition
        .ioTimeout()
        .ifPresent(timeout -> options.put("timeout", Long.toString(timeout.toSeconds())));
    return new NamespaceUri("file", node.toString(), options);
  }

  /** For admin commands. */
  public BackingController controller() {
    return controller;
  }

  /** The namespaces by their IDs; who takes them closes them. */
  public Map<Integer, Namespace> namespaces() {
    return namespaces;
  }

  /** Lets the controller go, when the commands under way have ended. The namespaces stay. */
  @Override
  public void close() {
    controller.close();
  }
}
