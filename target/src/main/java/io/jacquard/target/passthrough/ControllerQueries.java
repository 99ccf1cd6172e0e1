package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Asks a controller what it and its namespaces are. Not thread-safe; its methods block. */
public final class ControllerQueries {
  private final ControllerAccess controller;
  private final IoBuffer data = IoBuffer.allocate(Identify.DATA_BYTES);

  /** For a controller, which the caller closes. */
  public ControllerQueries(ControllerAccess controller) {
    this.controller = controller;
  }

  /** Identify Controller. */
  IdentifyController controller() throws IOException {
    return IdentifyController.decode(need(Identify.of(Cns.IDENTIFY_CONTROLLER, 0)));
  }

  /** Identify Namespace; all zero for an inactive one. */
  IdentifyNamespace namespace(int nsid) throws IOException {
    return IdentifyNamespace.decode(need(Identify.of(Cns.IDENTIFY_NAMESPACE, nsid)));
  }

  /**
   * The IDs of all active namespaces, unsigned, ascending.
   *
   * @throws IOException if the controller does not answer, or not as it must
   */
  public List<Integer> activeNamespaces() throws IOException {
    List<Integer> all = new ArrayList<>();
    int last = 0;
    while (true) {
      List<Integer> some =
          NamespaceIdList.decode(need(Identify.of(Cns.ACTIVE_NAMESPACE_ID_LIST, last))).nsids();
      for (int nsid : some) {
        if (Integer.compareUnsigned(nsid, last) <= 0) {
          throw new IOException(controller + " lists its namespaces in no order");
        }
        last = nsid;
        all.add(nsid);
      }
      if (some.size() < NamespaceIdList.MAX_ENTRIES) {
        return all;
      }
    }
  }

  /** The namespace's command set. Controllers that know only one need not say which. */
  int commandSet(int nsid) throws IOException {
    Identify identify = Identify.of(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, nsid);
    if (!Status.isSuccess(ask(identify))) {
      return CommandSetIdentifier.NVM;
    }
    try {
      return NamespaceDescriptors.decode(bytes()).csi().orElse(CommandSetIdentifier.NVM);
    } catch (MalformedException e) {
      throw new IOException(
          controller + ": namespace " + Integer.toUnsignedString(nsid) + ": " + e.getMessage(), e);
    }
  }

  /** What the Zoned Namespace command set has to say of a namespace. */
  ZonedIdentifyNamespace zonedNamespace(int nsid) throws IOException {
    return ZonedIdentifyNamespace.decode(need(zoned(Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, nsid)));
  }

  /** What the Zoned Namespace command set has to say of the controller. */
  ZonedIdentifyController zonedController() throws IOException {
    return ZonedIdentifyController.decode(need(zoned(Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER, 0)));
  }

  private static Identify zoned(int cns, int nsid) {
    return new Identify(nsid, cns, 0, CommandSetIdentifier.ZONED_NAMESPACE, 0, 0);
  }

  private ByteBuffer need(Identify identify) throws IOException {
    int status = ask(identify);
    if (!Status.isSuccess(status)) {
      throw new IOException(
          "%s: Identify %s: %s"
              .formatted(controller, Cns.nameOf(identify.cns()), Status.describe(status)));
    }
    return bytes();
  }

  private int ask(Identify identify) throws IOException {
    Sqe sqe = Sqe.allocate();
    identify.encode(sqe);
    data.segment().fill((byte) 0);
    return controller.admin(sqe, data, Identify.DATA_BYTES).status();
  }

  private ByteBuffer bytes() {
    return data.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
  }
}
