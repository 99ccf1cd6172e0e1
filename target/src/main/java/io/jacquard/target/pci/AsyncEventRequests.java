package io.jacquard.target.pci;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.ControllerAccess.Completion;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of what the controller has to tell (NVMe Base 2.1, 5.1.2 "Asynchronous Event Request"):
 * namespaces that changed are looked at again, warnings are logged. Confined to the control loop.
 */
final class AsyncEventRequests {
  private static final Logger LOG = LoggerFactory.getLogger(AsyncEventRequests.class);
  private static final int MOST = 4;
  private static final int NAMESPACE_LIST_BYTES = 4096;
  private static final int LOG_BYTES = 512;

  private final PciController controller;
  private final Loop control;
  private final ControllerCore core;

  AsyncEventRequests(PciController controller, Loop control, ControllerCore core) {
    this.controller = controller;
    this.control = control;
    this.core = core;
  }

  /** Begins, for a controller that was just switched on. */
  void start() {
    int notices =
        core.limits().events()
            & (AsyncEventConfiguration.NAMESPACE_ATTRIBUTE
                | AsyncEventConfiguration.FIRMWARE_ACTIVATION);
    try {
      if (!core.commands()
          .asynchronousEvents(AsyncEventConfiguration.CRITICAL_WARNINGS | notices)) {
        LOG.debug("{} does not take a choice of events", controller.address());
      }
    } catch (IOException e) {
      controller.failed(e.getMessage());
      return;
    }
    for (int i = 0; i < Math.min(MOST, core.limits().eventRequestLimit()); i++) {
      ask();
    }
  }

  private void ask() {
    AdminCommand request =
        AdminCommand.of(sqe -> sqe.opcode(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST));
    if (core.admin().submitUnlimited(request)) {
      request.completion().thenAccept(this::answered);
    }
  }

  private void answered(Completion completion) {
    if (Status.isSuccess(completion.status())) {
      AsyncEvent event = AsyncEvent.decode((int) completion.result());
      // Later: this may run amid other completions, and what follows waits for some.
      control.execute(() -> happened(event));
    }
  }

  private void happened(AsyncEvent event) {
    if (core.admin().paused()) {
      return;
    }
    try {
      if (event.equals(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED)) {
        // Reading the list lets the controller tell of the next change.
        core.commands().logPage(LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST, NAMESPACE_LIST_BYTES);
        controller.namespaces().forEach(PciNamespace::refresh);
      } else {
        LOG.warn("{} reports an event: {}", controller.address(), event);
        core.commands().logPage(event.lid(), LOG_BYTES);
      }
      ask();
    } catch (IOException e) {
      controller.failed(e.getMessage());
    }
  }
}
