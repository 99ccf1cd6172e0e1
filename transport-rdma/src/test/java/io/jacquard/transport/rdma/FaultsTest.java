package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens when the device, the network or the other side fails. */
class FaultsTest {

  private static CloseReason closed(SimulatedPair.Host host) throws Exception {
    return SimulatedPair.get(host.closed);
  }

  @ParameterizedTest
  @EnumSource(
      value = EventType.class,
      names = {"RDMA_CM_EVENT_ADDR_ERROR", "RDMA_CM_EVENT_ROUTE_ERROR"})
  void anAddressThatCannotBeResolvedIsAnError(EventType failure) throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.openCm().failResolving = failure;
      CloseReason reason = closed(pair.dial(32));
      assertThat(reason.kind()).isEqualTo(Kind.CONNECTION_LOST);
      assertThat(reason.detail()).isNotEmpty();
    }
  }

  @Test
  void noAnswerAtAllIsAnErrorAfterTheTimeLimit() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.openCm().silent = true;
      SimulatedPair.Host host = pair.dial(pair.listener.address(), 32, Duration.ofMillis(50));
      assertThat(closed(host).kind()).isEqualTo(Kind.HANDSHAKE);
    }
  }

  @Test
  void nobodyListeningIsAnError() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      TransportAddress nobody = TransportAddress.of(TransportType.RDMA, "127.0.0.1", 9);
      CloseReason reason = closed(pair.dial(nobody, 32, Duration.ofSeconds(30)));
      assertThat(reason.kind()).isEqualTo(Kind.CONNECTION_LOST);
      assertThat(reason.detail()).contains("nobody listens");
    }
  }

  @Test
  void aConnectionTakenForAnOldOneIsTriedAgain() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.openCm().staleConnections = 2;
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(host);
    }
  }

  @Test
  void aQueueThatIsTooDeepIsRefusedWithItsStatus() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      CloseReason reason = closed(pair.dial(CmRequestCheck.MAX_ENTRIES + 1));
      assertThat(reason.kind()).isEqualTo(Kind.REFUSED);
      assertThat(reason.detail()).contains("HSQSIZE");
    }
  }

  @Test
  void anAcceptanceInAnUnknownFormatEndsTheConnection() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.openCm().acceptInstead = new byte[] {1, 0, 32, 0};
      assertThat(closed(pair.dial(32)).kind()).isEqualTo(Kind.PROTOCOL_ERROR);
    }
  }

  @Test
  void anAcceptanceThatHasRoomForFewerCommandsLimitsThem() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.openCm().acceptInstead = new byte[] {0, 0, 5, 0};
      SimulatedPair.Host host = pair.dial(32);
      assertThat(SimulatedPair.get(host.opened).capacity()).isEqualTo(5);
      pair.close(host);
    }
  }

  @Test
  void aControllerWithoutAQueuePairRefusesForLackOfResources() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host first = pair.dial(32);
      SimulatedPair.get(first.opened);
      // The host's own is made, the controller's is not, with inline data or without.
      pair.fabric.failQueuePairs = 3;
      CloseReason reason = closed(pair.dial(32));
      assertThat(reason.kind()).isIn(Kind.CONNECTION_LOST, Kind.REFUSED);
      pair.fabric.failQueuePairs = 0;
      assertThat(pair.run(first, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(first);
    }
  }

  @Test
  void memoryThatCannotBeRegisteredFailsTheConnectionAndNoOther() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host first = pair.dial(32);
      assertThat(pair.run(first, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.fabric.failRegistrations = 1;
      assertThat(closed(pair.dial(32)).kind()).isIn(Kind.CONNECTION_LOST, Kind.REFUSED);
      assertThat(pair.run(first, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(first);
    }
  }

  @Test
  void aRequestThatTheDeviceDoesNotTakeEndsTheConnection() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      SimulatedPair.get(host.opened);
      pair.fabric.failPosts = 1;
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0)))
          .isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(closed(host).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }

  @Test
  void aRemovedDeviceEndsEverythingOnItAndCanComeBack() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      pair.hold = true;
      HostCommand slow = new HostCommand(NvmOpcode.READ, 32768);
      pair.submit(host, slow);
      SimulatedPair.Handler handler = pair.handler();
      SimulatedCm.Id before = pair.fabric.listener();
      pair.fabric.remove();
      assertThat(slow.status()).isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(closed(host).kind()).isIn(Kind.CONNECTION_LOST, Kind.PEER_CLOSED);
      SimulatedPair.get(handler.closed);
      pair.hold = false;
      SimulatedPair.await("it listens again", () -> pair.fabric.listensBeside(before));
      SimulatedPair.Host next = pair.dial(32);
      assertThat(pair.run(next, new HostCommand(NvmOpcode.READ, 32768))).isZero();
      pair.close(next);
    }
  }

  @Test
  void aRemovedDeviceThatNobodyUsesIsClosed() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(host);
      SimulatedPair.await("all connections are gone", () -> pair.listener.connections() == 0);
      SimulatedCm.Id before = pair.fabric.listener();
      pair.fabric.remove();
      // A channel without a device is readable for ever: a loop that watched it would never sleep.
      SimulatedPair.await("its channels are closed", () -> pair.fabric.openChannels() == 0);
      SimulatedPair.await("it listens again", () -> pair.fabric.listensBeside(before));
      SimulatedPair.Host next = pair.dial(32);
      assertThat(pair.run(next, new HostCommand(NvmOpcode.READ, 32768))).isZero();
      pair.close(next);
    }
  }

  @Test
  void aDeviceThatWaitsForItsUsersIsLetGo() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      SimulatedPair.Host idle = pair.dial(32);
      SimulatedPair.get(idle.opened);
      pair.hold = true;
      HostCommand slow = new HostCommand(NvmOpcode.READ, 32768);
      pair.submit(host, slow);
      pair.fabric.beginRemoval();
      assertThat(slow.status()).isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(closed(host).kind()).isIn(Kind.CONNECTION_LOST, Kind.PEER_CLOSED);
      assertThat(closed(idle).kind()).isIn(Kind.CONNECTION_LOST, Kind.PEER_CLOSED);
      SimulatedPair.await("all is given back", () -> pair.fabric.openDomains() == 0);
      assertThat(pair.fabric.openChannels()).isZero();
      assertThat(pair.fabric.registrations()).isZero();
      pair.hold = false;
      SimulatedPair.Host next = pair.dial(32);
      assertThat(pair.run(next, new HostCommand(NvmOpcode.READ, 32768))).isZero();
      pair.close(next);
    }
  }

  @Test
  void aDeviceThatNobodyIsConnectedOverIsLetGo() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(host);
      SimulatedPair.await("all connections are gone", () -> pair.listener.connections() == 0);
      assertThat(pair.fabric.openDomains()).isEqualTo(2);
      pair.fabric.beginRemoval();
      SimulatedPair.await("all is given back", () -> pair.fabric.openDomains() == 0);
      assertThat(pair.fabric.openChannels()).isZero();
    }
  }

  @Test
  void anEventThatCannotBeTakenKeepsNobodyFromLaterOnes() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.openCm().failEvents = 2;
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      assertThat(pair.fabric.openCm().failEvents).isZero();
      pair.close(host);
    }
  }

  @Test
  void loopsThatEndTellWhoStillDials() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      LoopGroup loops = pair.transport.openLoops(LoopSettings.defaults().withCount(1));
      pair.fabric.openCm().silent = true;
      SimulatedPair.Host host = new SimulatedPair.Host();
      pair.transport.dial(
          SimulatedPair.queue(pair.listener.address(), 32, Duration.ofSeconds(30)),
          loops.next(),
          host);
      SimulatedPair.await("its address is looked for", () -> pair.fabric.openIds() == 2);
      loops.close();
      assertThat(closed(host).detail()).contains("the loop has ended");
      assertThat(pair.fabric.openIds()).isEqualTo(1);
    }
  }

  @Test
  void loopsThatEndTellWhoWaitsToDialAgain() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      LoopGroup loops = pair.transport.openLoops(LoopSettings.defaults().withCount(1));
      pair.fabric.openCm().staleConnections = Integer.MAX_VALUE;
      SimulatedPair.Host host = new SimulatedPair.Host();
      pair.transport.dial(
          SimulatedPair.queue(pair.listener.address(), 32, Duration.ofSeconds(30)),
          loops.next(),
          host);
      SimulatedPair.await(
          "it was refused", () -> pair.fabric.openCm().staleConnections < Integer.MAX_VALUE);
      loops.close();
      assertThat(closed(host).kind()).isEqualTo(Kind.CONNECTION_LOST);
      pair.fabric.openCm().staleConnections = 0;
    }
  }

  @Test
  void aDeviceThatCannotBeOpenedLeavesNothing() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.failChannels = 1;
      assertThat(closed(pair.dial(32)).kind()).isEqualTo(Kind.CONNECTION_LOST);
      pair.fabric.unwatchableChannels = 1;
      assertThat(closed(pair.dial(32)).kind()).isEqualTo(Kind.CONNECTION_LOST);
      assertThat(pair.fabric.openDomains()).isZero();
      assertThat(pair.fabric.openChannels()).isZero();
      SimulatedPair.Host next = pair.dial(32);
      assertThat(pair.run(next, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(next);
    }
  }

  @Test
  void loopsThatEndTakeTheirQueuePairsWithThem() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      LoopGroup loops = pair.transport.openLoops(LoopSettings.defaults().withCount(1));
      SimulatedPair.Host host = new SimulatedPair.Host();
      pair.transport.dial(
          SimulatedPair.queue(pair.listener.address(), 32, Duration.ofSeconds(30)),
          loops.next(),
          host);
      pair.hold = true;
      HostCommand slow = new HostCommand(NvmOpcode.READ, 32768);
      pair.submit(host, slow);
      pair.handler();
      loops.close();
      assertThat(slow.status()).isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(closed(host).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }

  @Test
  void acceptingThatFailsIsARefusalAndLeavesNothing() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.failAccepting = true;
      assertThat(closed(pair.dial(32)).kind()).isEqualTo(Kind.REFUSED);
      SimulatedPair.await("no connection is left", () -> pair.listener.connections() == 0);
      pair.failAccepting = false;
      SimulatedPair.Host next = pair.dial(32);
      assertThat(pair.run(next, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(next);
    }
  }

  @Test
  void aCommandWhoseOwnerFailsEndsItsConnectionAndNoOther() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      SimulatedPair.Host other = pair.dial(32);
      pair.submit(host, new FailingCommand());
      assertThat(closed(host).kind()).isEqualTo(Kind.BUG);
      assertThat(pair.run(other, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(other);
    }
  }

  /** A FLUSH whose owner cannot take its completion. */
  private static final class FailingCommand extends Command {
    FailingCommand() {
      super(0, new CommandCounts());
      sqe().opcode(NvmOpcode.FLUSH);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
    }

    @Override
    protected void onComplete(int status, long result) {
      throw new IllegalStateException("a bug of the owner");
    }
  }

  @Test
  void anAddressThatMovesEndsConnectionsAndIsListenedToAgain() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      SimulatedCm.Id before = pair.fabric.listener();
      pair.fabric.tellAll(EventType.RDMA_CM_EVENT_ADDR_CHANGE);
      assertThat(closed(host).kind()).isIn(Kind.CONNECTION_LOST, Kind.PEER_CLOSED);
      SimulatedPair.get(pair.handler().closed);
      SimulatedPair.await("it listens again", () -> pair.fabric.listensBeside(before));
      SimulatedPair.Host next = pair.dial(32);
      assertThat(pair.run(next, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(next);
    }
  }

  @Test
  void theEndOfAnOldConnectionsTimeOfWaitingHarmsNothing() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.fabric.tellAll(EventType.RDMA_CM_EVENT_TIMEWAIT_EXIT);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      pair.close(host);
    }
  }

  @Test
  void aFailedQueuePairEndsItsConnection() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      SimulatedPair.get(host.opened);
      pair.handler();
      pair.fabric.fail();
      assertThat(closed(host).kind()).isIn(Kind.CONNECTION_LOST, Kind.PEER_CLOSED);
    }
  }

  @Test
  void nothingIsFreedWhileReadsAreOutstanding() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      SimulatedPair.get(host.opened);
      pair.fabric.holdReads = true;
      HostCommand write = new HostCommand(NvmOpcode.WRITE, 32768);
      pair.submit(host, write);
      SimulatedPair.await("a read waits", () -> pair.fabric.mostReadsOutstanding > 0);
      pair.handler().connection.close(CloseReason.of(Kind.STOPPING, "test"));
      assertThat(write.status()).isEqualTo(Status.HOST_PATHING_ERROR);
      closed(host);
    }
  }
}
