package io.jacquard.initiator;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.PropertyGet;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A small controller whose behaviour a test changes: every command first asks {@link #script}.
 * Lives on one loop.
 */
public final class ScriptedController implements Acceptor {
  public static final Nqn NQN = Nqn.parse("nqn.2026-01.io.jacquard:scripted");

  /** Asked for every command of every queue; null fields of the queue are not known yet. */
  public BiFunction<ScriptedQueue, Command, Answer> script = (queue, command) -> Answer.USUAL;

  public final Map<Integer, ScriptedNamespace> namespaces = new TreeMap<>();
  final List<ScriptedQueue> queues = new ArrayList<>();
  final List<Command> events = new ArrayList<>();
  final Map<Integer, Integer> features = new HashMap<>();
  final List<Connect> connects = new ArrayList<>();
  ConnectData connectData;
  int controllerId = 7;
  int grantedQueues = 4;
  int configuration;
  int readyAfterPolls;
  int keepAlives;
  int aborts;
  int logReads;
  public DiscoveryLog discoveryLog = new DiscoveryLog(1, List.of());
  public UnaryOperator<IdentifyController.Builder<IdentifyController>> identify =
      builder -> builder;
  private int polls;

  @Override
  public QueueHandler accept(QueueConnection connection) {
    ScriptedQueue queue = new ScriptedQueue(this, connection);
    queues.add(queue);
    return queue;
  }

  /** Queues whose connection is open. */
  List<ScriptedQueue> open() {
    return queues.stream().filter(q -> !q.closed).toList();
  }

  /** The open I/O queues. */
  List<ScriptedQueue> ioQueues() {
    return open().stream().filter(q -> q.queueId > 0).toList();
  }

  /** Closes all connections. */
  void drop() {
    open().forEach(q -> q.connection.close(lost()));
  }

  static CloseReason lost() {
    return CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "the test cut the cable");
  }

  /** Tells the host of an event, if it has asked. */
  void send(AsyncEvent event) {
    events.removeFirst().complete(0, event.dw0());
  }

  /** Serves a command; returns the status, or -1 if it is kept. */
  int serve(ScriptedQueue queue, Command command) {
    if (command.sqe().isFabrics()) {
      return fabrics(queue, command);
    }
    return queue.queueId == 0 ? admin(queue, command) : io(command);
  }

  private int fabrics(ScriptedQueue queue, Command command) {
    switch (FabricsCommand.decode(command.sqe())) {
      case Connect connect -> {
        connects.add(connect);
        connectData = ConnectData.decode(command.data().bytes().duplicate().position(0));
        queue.queueId = connect.qid();
        queue.connection.bind(connect.qid(), connect.entries(), false);
        queue.result = controllerId;
        if (connect.qid() == 0) {
          configuration = 0;
          polls = 0;
          events.clear();
        }
      }
      case PropertyGet get -> queue.result = property(get.offset());
      case PropertySet set -> configuration = (int) set.value();
      default -> {
        return Status.INVALID_OPCODE;
      }
    }
    return 0;
  }

  private long property(int offset) {
    ControllerConfiguration cc = new ControllerConfiguration(configuration);
    return switch (offset) {
      case Property.CAP -> ControllerCapabilities.ZERO.mqes(1023).cqr(true).to(4).css(1).value();
      case Property.VS -> Version.V2_1.value();
      case Property.CC -> configuration;
      case Property.CSTS ->
          ControllerStatus.ZERO
              .rdy(cc.en() && ++polls > readyAfterPolls)
              .shst(cc.shn() == 0 ? 0 : ControllerStatus.SHST_COMPLETE)
              .value();
      default -> 0;
    };
  }

  private int admin(ScriptedQueue queue, Command command) {
    switch (command.sqe().opcode()) {
      case AdminOpcode.IDENTIFY -> {
        return identify(Identify.decode(command.sqe()), command.data().bytes().duplicate().clear());
      }
      case AdminOpcode.SET_FEATURES -> {
        return setFeature(queue, command);
      }
      case AdminOpcode.KEEP_ALIVE -> keepAlives++;
      case AdminOpcode.ABORT -> aborts++;
      case AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST -> {
        events.add(command);
        return -1;
      }
      case AdminOpcode.GET_LOG_PAGE -> {
        return logPage(GetLogPage.decode(command.sqe()), command);
      }
      default -> {
        return Status.INVALID_OPCODE;
      }
    }
    return 0;
  }

  private int setFeature(ScriptedQueue queue, Command command) {
    int fid = command.sqe().cdw10() & 0xFF;
    features.put(fid, command.sqe().cdw11());
    if (fid == FeatureId.NUMBER_OF_QUEUES) {
      queue.result = new NumberOfQueues(grantedQueues, grantedQueues).dword();
    }
    return 0;
  }

  private int identify(Identify command, ByteBuffer data) {
    ScriptedNamespace namespace = namespaces.get(command.nsid());
    switch (command.cns()) {
      case Cns.IDENTIFY_CONTROLLER -> controller().encode(data);
      case Cns.ACTIVE_NAMESPACE_ID_LIST ->
          new NamespaceIdList(
                  namespaces.keySet().stream().filter(id -> id > command.nsid()).toList())
              .encode(data);
      case Cns.IDENTIFY_NAMESPACE -> {
        if (namespace == null) {
          return Status.INVALID_NAMESPACE_OR_FORMAT;
        }
        namespace.identify().encode(data);
      }
      case Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST -> {
        if (namespace == null) {
          return Status.INVALID_NAMESPACE_OR_FORMAT;
        }
        new NamespaceDescriptors(
                NamespaceIdentity.derive(NQN, namespace.identitySeed), OptionalInt.of(0))
            .encode(data);
      }
      default -> {
        return Status.withDnr(Status.INVALID_FIELD);
      }
    }
    return 0;
  }

  private IdentifyController controller() {
    byte[] nqn = new byte[256];
    NQN.encode(ByteBuffer.wrap(nqn), 0);
    return identify
        .apply(
            IdentifyController.builder()
                .setText(IdentifyController.SN, "1234")
                .setText(IdentifyController.MN, "Scripted")
                .setText(IdentifyController.FR, "1")
                .set(IdentifyController.MDTS, 5)
                .set(IdentifyController.CNTLID, controllerId)
                .set(IdentifyController.OAES, 1 << 8)
                .set(IdentifyController.CNTRLTYPE, IdentifyController.CNTRLTYPE_IO)
                .set(IdentifyController.AERL, 3)
                .set(IdentifyController.KAS, 1)
                .set(IdentifyController.ONCS, 0x8D)
                .set(IdentifyController.NN, 16)
                .set(IdentifyController.SGLS, 1 | 1 << 20)
                .set(IdentifyController.IOCCSZ, 4 + 512)
                .set(IdentifyController.IORCSZ, 1)
                .setBytes(IdentifyController.SUBNQN, nqn))
        .build();
  }

  private int logPage(GetLogPage command, Command slot) {
    logReads++;
    ByteBuffer page = ByteBuffer.allocate(4096);
    if (command.lid() == LogPageId.DISCOVERY) {
      page = ByteBuffer.allocate(discoveryLog.bytes());
      discoveryLog.encode(page);
    }
    int from = (int) Math.min(command.offset(), page.capacity());
    int length = Math.min(slot.length(), page.capacity() - from);
    slot.data().bytes().put(0, page, from, length);
    return 0;
  }

  private int io(Command command) {
    ScriptedNamespace namespace = namespaces.get(command.sqe().nsid());
    return namespace == null
        ? Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT)
        : namespace.execute(command);
  }
}
