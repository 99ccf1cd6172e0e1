package io.jacquard.target;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A host on a thread of its own, whose calls wait for their answers. */
final class HostSession implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HostId HOST_ID = HostId.random();
  private static final ControllerConfiguration ENABLE =
      ControllerConfiguration.ZERO.iosqes(6).iocqes(4).en(true);

  private final ThreadLoop loop = new ThreadLoop("test-host", LoopSettings.defaults());
  private final Nqn host;

  HostSession(Nqn host) {
    this.host = host;
  }

  /** How a command ended. */
  record Answer(int status, long result, ByteBuffer data) {}

  /** One queue pair. */
  final class Queue implements HostChannel.Events {
    private final CompletableFuture<HostChannel> channel = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private int controllerId;

    @Override
    public void opened(HostChannel opened) {
      channel.complete(opened);
    }

    @Override
    public void closed(CloseReason reason) {
      channel.completeExceptionally(new IllegalStateException(reason.toString()));
      closed.complete(reason);
    }

    /** Waits until the connection has ended. */
    CloseReason awaitClosed() {
      return get(closed);
    }

    boolean isClosed() {
      return closed.isDone();
    }

    CompletableFuture<Answer> send(Consumer<Sqe> entry, byte[] out, int in) {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      HostChannel open = get(channel);
      loop.execute(() -> open.submit(new Pending(entry, out, in, answer)));
      return answer;
    }

    Answer run(Consumer<Sqe> entry, byte[] out, int in) {
      return get(send(entry, out, in));
    }

    Answer run(FabricsCommand command) {
      return run(command::encode, new byte[0], 0);
    }

    int connect(Connect connect, Nqn subsystem, int controller) {
      byte[] data = new byte[ConnectData.BYTES];
      new ConnectData(HOST_ID, controller, subsystem, host).encode(ByteBuffer.wrap(data));
      Answer answer = run(connect::encode, data, 0);
      controllerId = ConnectResponse.decode((int) answer.result()).cntlid();
      return answer.status();
    }

    /** Closes the connection and waits until it is. */
    void hangUp() {
      HostChannel open = get(channel);
      loop.execute(open::close);
      awaitClosed();
    }

    int controllerId() {
      return controllerId;
    }

    void setFeature(int fid, int value) {
      Answer answer =
          run(
              sqe ->
                  sqe.opcode(AdminOpcode.SET_FEATURES)
                      .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
                      .cdw10(fid)
                      .cdw11(value),
              new byte[0],
              0);
      requireSuccess(answer);
    }

    CompletableFuture<Answer> requestEvent() {
      return send(
          sqe ->
              sqe.opcode(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL),
          new byte[0],
          0);
    }

    List<Integer> namespaces() {
      return NamespaceIdList.decode(identify(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).nsids();
    }

    long blocks(int nsid) {
      return IdentifyNamespace.decode(identify(Cns.IDENTIFY_NAMESPACE, nsid)).nsze();
    }

    private ByteBuffer identify(int cns, int nsid) {
      Answer answer = run(Identify.of(cns, nsid)::encode, new byte[0], Identify.DATA_BYTES);
      requireSuccess(answer);
      return answer.data();
    }

    DiscoveryLog discoveryLog() {
      int room = 16 * 1024;
      Answer answer = run(GetLogPage.of(LogPageId.DISCOVERY, 0, room)::encode, new byte[0], room);
      requireSuccess(answer);
      return DiscoveryLog.decode(answer.data());
    }
  }

  /** Dials a queue, without Connect. */
  Queue dial(TransportAddress to, int queueId) {
    Queue queue = new Queue();
    new LoopbackTransport()
        .dial(
            new QueueDial(to, Optional.empty(), queueId, 32, 8192, false, false, PATIENCE),
            loop,
            queue);
    return queue;
  }

  /** The status of an admin Connect. */
  int tryConnect(TransportAddress to, Nqn subsystem) {
    return dial(to, 0).connect(new Connect(0, 0, 31, 0, 0), subsystem, ConnectData.CNTLID_DYNAMIC);
  }

  /** The admin queue of an enabled controller. */
  Queue connect(TransportAddress to, Nqn subsystem, long keepAliveMillis) {
    Queue queue = dial(to, 0);
    int status =
        queue.connect(
            new Connect(0, 0, 31, 0, keepAliveMillis), subsystem, ConnectData.CNTLID_DYNAMIC);
    if (status != 0) {
      throw new AssertionError("Connect failed with " + Integer.toHexString(status));
    }
    requireSuccess(queue.run(new PropertySet(Property.CC, 4, ENABLE.value())));
    return queue;
  }

  /** Enables the controller of an admin queue, which may be going; false if it is gone. */
  boolean tryEnable(Queue admin) {
    return admin.run(new PropertySet(Property.CC, 4, ENABLE.value())).status() == 0;
  }

  /** I/O queue 1 of an admin queue's controller. */
  Queue connectIo(TransportAddress to, Nqn subsystem, Queue admin) {
    Queue queue = dial(to, 1);
    int status = queue.connect(new Connect(0, 1, 31, 0, 0), subsystem, admin.controllerId());
    if (status != 0) {
      throw new AssertionError("Connect failed with " + Integer.toHexString(status));
    }
    return queue;
  }

  static void requireSuccess(Answer answer) {
    if (answer.status() != 0) {
      throw new AssertionError("failed with " + Integer.toHexString(answer.status()));
    }
  }

  static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    loop.close();
  }

  private static final class Pending extends Command {
    private final CompletableFuture<Answer> answer;

    Pending(Consumer<Sqe> entry, byte[] out, int in, CompletableFuture<Answer> answer) {
      super(0, new CommandCounts());
      this.answer = answer;
      int length = Math.max(out.length, in);
      if (length > 0) {
        data(IoBuffer.allocate(length), length);
        data().bytes().put(0, out);
      }
      entry.accept(sqe());
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
    }

    @Override
    protected void onComplete(int status, long result) {
      ByteBuffer copy = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
      copy.put(0, data().bytes(), 0, length());
      answer.complete(new Answer(status, result, copy));
    }
  }
}
