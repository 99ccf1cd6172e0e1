package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.metrics.TargetMetrics;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Serves a queue until a Connect command succeeds (NVMe Base 2.1, 6.3 "Connect Command and
 * Response"): nothing but Connect is accepted, one at a time.
 *
 * <p>A failed Connect has no entry in any error log, by the specification; it has one line in ours.
 */
final class ConnectHandler implements QueueHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectHandler.class);

  private final HostQueue queue;
  private final ExportedPort port;
  private final TargetMetrics metrics;
  private boolean connecting;

  ConnectHandler(HostQueue queue, ExportedPort port, TargetMetrics metrics) {
    this.queue = queue;
    this.port = port;
    this.metrics = metrics;
  }

  @Override
  public int arrived(Command command, int dataBytes) {
    Sqe sqe = command.sqe();
    if (!FabricsCommands.isConnect(sqe) || connecting) {
      return Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
    }
    if (sqe.psdt() != Sqe.PSDT_SGL || sqe.fuse() != Sqe.FUSE_NONE) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    if (dataBytes != ConnectData.BYTES) {
      return Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
    }
    connecting = true;
    return Status.SUCCESS;
  }

  @Override
  public void execute(Command command) {
    command.moveTo(CommandState.EXECUTING);
    Connect connect = (Connect) FabricsCommand.decode(command.sqe());
    ConnectData data = null;
    try {
      checkFormat(connect);
      data = decode(command);
      Export export = findExport(data);
      if (connect.qid() == 0) {
        connectAdmin(command, export, connect, data);
      } else {
        connectIo(command, export, connect, data);
      }
    } catch (ConnectRefusedException refusal) {
      refuse(command, connect, data, refusal);
    }
  }

  private static void checkFormat(Connect connect) throws ConnectRefusedException {
    if (connect.recfmt() != 0) {
      throw ConnectRefusedException.permanent(
          Status.CONNECT_INCOMPATIBLE_FORMAT, "RECFMT " + connect.recfmt() + " is not 0");
    }
  }

  private static ConnectData decode(Command command) throws ConnectRefusedException {
    ByteBuffer bytes = command.data().bytes();
    try {
      return ConnectData.decode(bytes.slice(0, command.length()));
    } catch (MalformedException e) {
      throw ConnectRefusedException.invalid(
          ConnectInvalidParameter.inData(e.offset()), e.getMessage());
    }
  }

  private Export findExport(ConnectData data) throws ConnectRefusedException {
    Export export =
        port.find(data.subnqn())
            .orElseThrow(
                () ->
                    ConnectRefusedException.invalid(
                        ConnectInvalidParameter.inData(ConnectData.SUBNQN),
                        "no such subsystem on port " + port.portId()));
    if (!export.allows(data.hostnqn())) {
      throw ConnectRefusedException.host(
          ConnectInvalidParameter.inData(ConnectData.HOSTNQN),
          "the host is not allowed to use the subsystem");
    }
    return export;
  }

  private void connectAdmin(Command command, Export export, Connect connect, ConnectData data)
      throws ConnectRefusedException {
    if (data.cntlid() != ConnectData.CNTLID_DYNAMIC) {
      throw ConnectRefusedException.invalid(
          ConnectInvalidParameter.inData(ConnectData.CNTLID),
          String.format("CNTLID %04xh: controllers are dynamic, ask for FFFFh", data.cntlid()));
    }
    ConnectRefusedException.checkQueueSize(connect, Export.ADMIN_QUEUE_ENTRIES);
    Controller controller = export.create(queue, connect, data);
    // What was allowed a moment ago may have been forbidden while the controller was not known.
    boolean allowed = export.allows(data.hostnqn()) && port.find(data.subnqn()).isPresent();
    queue.become(controller.adminQueue());
    queue.connection().bind(0, connect.entries(), !connect.disablesSqFlowControl());
    command.complete(Status.SUCCESS, ConnectResponse.of(controller.controllerId()).dw0());
    if (!allowed) {
      controller.end(
          CloseReason.of(CloseReason.Kind.STOPPING, "the host or subsystem was just removed"));
    }
  }

  /** The controller lives on another loop: asks there, and goes on here with the answer. */
  private void connectIo(Command command, Export export, Connect connect, ConnectData data)
      throws ConnectRefusedException {
    IoController controller =
        export.find(data.cntlid()).orElseThrow(() -> noController(data.cntlid()));
    if (!controller.belongsTo(data)) {
      throw ConnectRefusedException.invalid(
          ConnectInvalidParameter.inData(ConnectData.HOSTNQN),
          "controller " + data.cntlid() + " belongs to another host");
    }
    ConnectRefusedException.checkQueueSize(connect, controller.maxQueueEntries());
    IoQueue ioQueue = new IoQueue(queue, controller, connect.qid(), connect.entries());
    try {
      controller.loop().execute(() -> admit(command, controller, ioQueue, connect, data));
    } catch (RejectedExecutionException e) {
      throw noController(data.cntlid());
    }
  }

  private static ConnectRefusedException noController(int controllerId) {
    return ConnectRefusedException.invalidNow(
        ConnectInvalidParameter.inData(ConnectData.CNTLID),
        "there is no I/O controller " + controllerId + " for this host");
  }

  /** On the controller's loop. */
  private void admit(
      Command command,
      IoController controller,
      IoQueue ioQueue,
      Connect connect,
      ConnectData data) {
    Runnable next;
    try {
      controller.admit(ioQueue);
      next = () -> admitted(command, ioQueue, connect);
    } catch (ConnectRefusedException refusal) {
      next = () -> refuse(command, connect, data, refusal);
    }
    Hop.to(queue.loop(), next);
  }

  /** Back on the queue's loop. */
  private void admitted(Command command, IoQueue ioQueue, Connect connect) {
    if (queue.isOpen()) {
      queue.become(ioQueue);
      queue.connection().bind(connect.qid(), connect.entries(), !connect.disablesSqFlowControl());
    } else {
      // No loss that would end the association: for the host the queue did not exist yet.
      ioQueue.closed(
          CloseReason.of(CloseReason.Kind.DISCONNECTED, "gone while its Connect was served"));
    }
    command.complete(Status.SUCCESS, ConnectResponse.of(ioQueue.controller().controllerId()).dw0());
  }

  private void refuse(
      Command command, Connect connect, ConnectData data, ConnectRefusedException refusal) {
    connecting = false;
    metrics.connectRefused(refusal.status());
    LoggingEventBuilder line =
        LOG.atWarn()
            .addKeyValue("address", queue.connection().remoteAddress())
            .addKeyValue("port", port.portId())
            .addKeyValue("queue", connect.qid());
    if (data != null) {
      line =
          line.addKeyValue("host", data.hostName()).addKeyValue("subsystem", data.subnqn().value());
    }
    line.addKeyValue("status", Status.describeFabrics(refusal.status()))
        .addKeyValue("reason", refusal.getMessage())
        .log("Connect refused");
    if (queue.isOpen()) {
      queue.refused(refusal.getMessage());
    }
    command.complete(refusal.status(), refusal.dw0() & 0xFFFF_FFFFL);
  }

  @Override
  public void dropped(Command command, int status) {
    connecting = false;
  }

  @Override
  public void batchEnd() {
    // A Connect starts nothing that is flushed.
  }

  @Override
  public void closed(CloseReason reason) {
    // Without an association nobody needs to be told; a refusal has been logged when it was made.
  }
}
