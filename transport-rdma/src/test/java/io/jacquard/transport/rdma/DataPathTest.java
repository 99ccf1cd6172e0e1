package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.transport.rdma.SimulatedQueuePair.Send;
import io.jacquard.transport.rdma.verbs.SendRequest;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and their data over a simulated device that checks every key. */
class DataPathTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 512, 8192, 8193, 16384, 65536})
  void dataArrivesAsItWasSentBothWays(int length) throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      byte[] data = new byte[length];
      new Random(length).nextBytes(data);
      for (int round = 0; round < 3; round++) {
        HostCommand write = new HostCommand(NvmOpcode.WRITE, length);
        write.data().bytes().put(0, data);
        assertThat(pair.run(host, write)).isZero();
        HostCommand read = new HostCommand(NvmOpcode.READ, length);
        assertThat(pair.run(host, read)).isZero();
        byte[] back = new byte[length];
        read.data().bytes().get(0, back);
        assertThat(back).isEqualTo(data);
      }
      pair.close(host);
    }
  }

  @Test
  void aDeviceWithoutSharedReceivesOrInvalidationWorksToo() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.sharedRequests = 0;
      pair.fabric.sendsInvalidate = false;
      SimulatedPair.Host host = pair.dial(32);
      for (int i = 0; i < 200; i++) {
        assertThat(pair.run(host, new HostCommand(NvmOpcode.WRITE, 4096))).isZero();
        assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      }
      pair.close(host);
    }
  }

  @Test
  void aReadsDataGoesFromTheNamespacesBufferToTheHostsInOneChainWithItsResponse() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      RdmaLoop loop = (RdmaLoop) SimulatedPair.get(host.opened).loop();
      IoBuffer own = SimulatedPair.on(loop, () -> loop.buffers().acquire(32768));
      assertThat(pair.run(host, new HostCommand(NvmOpcode.READ, own, 32768))).isZero();
      SimulatedPair.Handler handler = pair.handler();
      List<Send> chain = chainWith(pair, SendRequest.OP_WRITE);
      assertThat(chain)
          .extracting(Send::opcode)
          .containsExactly(SendRequest.OP_WRITE, SendRequest.OP_SEND);
      assertThat(chain.getFirst().elements().getFirst().address()).isEqualTo(handler.dataAddress);
      assertThat(chain.getFirst().remote()).isEqualTo(own.address());
      assertThat(handler.onLoop).isTrue();
      SimulatedPair.on(loop, () -> release(loop, own));
      pair.close(host);
    }
  }

  @Test
  void aWritesDataGoesFromTheHostsBufferToTheNamespaces() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      RdmaLoop loop = (RdmaLoop) SimulatedPair.get(host.opened).loop();
      IoBuffer own = SimulatedPair.on(loop, () -> loop.buffers().acquire(32768));
      assertThat(pair.run(host, new HostCommand(NvmOpcode.WRITE, own, 32768))).isZero();
      SimulatedPair.Handler handler = pair.handler();
      Send read = chainWith(pair, SendRequest.OP_READ).getFirst();
      assertThat(read.elements().getFirst().address()).isEqualTo(handler.dataAddress);
      assertThat(read.remote()).isEqualTo(own.address());
      assertThat(handler.onLoop).isTrue();
      SimulatedPair.on(loop, () -> release(loop, own));
      pair.close(host);
    }
  }

  private static boolean release(RdmaLoop loop, IoBuffer buffer) {
    loop.buffers().release(buffer);
    return true;
  }

  /** What was posted together with the first request of an opcode. */
  private static List<Send> chainWith(SimulatedPair pair, int opcode) {
    return pair.fabric.takeChains().stream()
        .filter(chain -> chain.stream().anyMatch(send -> send.opcode() == opcode))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noMoreReadsAreOutstandingThanBothSidesAgreedOn() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.reads = 3;
      SimulatedPair.Host host = pair.dial(64);
      SimulatedPair.get(host.opened);
      pair.fabric.holdReads = true;
      List<HostCommand> writes = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        writes.add(new HostCommand(NvmOpcode.WRITE, 16384));
      }
      pair.submit(host, writes.toArray(HostCommand[]::new));
      SimulatedPair.await("reads wait", () -> pair.fabric.mostReadsOutstanding == 3);
      pair.fabric.releaseReads();
      for (HostCommand write : writes) {
        assertThat(write.status()).isZero();
      }
      assertThat(pair.fabric.mostReadsOutstanding).isEqualTo(3);
      pair.close(host);
    }
  }

  @Test
  void moreIsInFlightThanBuffersCanHold() throws Exception {
    try (SimulatedPair pair = new SimulatedPair(4L * SimulatedPair.LARGEST + (64 << 10))) {
      SimulatedPair.Host host = pair.dial(256);
      List<HostCommand> commands = new ArrayList<>();
      for (int i = 0; i < 255; i++) {
        int opcode = i % 2 == 0 ? NvmOpcode.READ : NvmOpcode.WRITE;
        commands.add(new HostCommand(opcode, SimulatedPair.LARGEST));
      }
      pair.submit(host, commands.toArray(HostCommand[]::new));
      for (HostCommand command : commands) {
        assertThat(command.status()).isZero();
      }
      pair.close(host);
    }
  }

  @Test
  void memoryThatComesAgainIsRegisteredOnceAndUsedInPlace() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      IoBuffer own = IoBuffer.allocate(SimulatedPair.LARGEST);
      pair.run(host, new HostCommand(NvmOpcode.WRITE, own, SimulatedPair.LARGEST));
      int before = pair.fabric.registrations();
      for (int i = 0; i < 10; i++) {
        assertThat(pair.run(host, new HostCommand(NvmOpcode.READ, own, own.capacity()))).isZero();
      }
      assertThat(pair.fabric.registrations()).isEqualTo(before + 1);
      pair.close(host);
    }
  }

  @Test
  void memoryWhoseArenaIsClosedIsLetGo() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      int before = pair.fabric.registrations();
      try (Arena arena = Arena.ofShared()) {
        IoBuffer own = IoBuffer.wrap(arena.allocate(SimulatedPair.LARGEST, 4096));
        for (int i = 0; i < 3; i++) {
          assertThat(pair.run(host, new HostCommand(NvmOpcode.READ, own, own.capacity()))).isZero();
        }
        assertThat(pair.fabric.registrations()).isEqualTo(before + 1);
      }
      SimulatedPair.await("it is let go", () -> pair.fabric.registrations() == before);
      pair.close(host);
    }
  }

  @Test
  void memoryThatCannotBeRegisteredIsCopied() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      IoBuffer own = IoBuffer.allocate(SimulatedPair.LARGEST);
      byte[] data = new byte[own.capacity()];
      new Random(1).nextBytes(data);
      own.bytes().put(0, data);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.WRITE, own, own.capacity()))).isZero();
      own.bytes().put(0, new byte[own.capacity()]);
      // As with files that are mapped, or at the limit of locked memory.
      pair.fabric.failRegistrations = 1;
      assertThat(pair.run(host, new HostCommand(NvmOpcode.READ, own, own.capacity()))).isZero();
      assertThat(pair.fabric.failRegistrations).isZero();
      byte[] back = new byte[own.capacity()];
      own.bytes().get(0, back);
      assertThat(back).isEqualTo(data);
      pair.close(host);
    }
  }

  @Test
  void memoryThatComesOnceAndIsTooLargeToCopyIsRegisteredForItsCommand() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      assertThat(pair.run(host, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      int before = pair.fabric.registrations();
      HostCommand tooLarge = new HostCommand(NvmOpcode.READ, SimulatedPair.LARGEST + 4096);
      assertThat(pair.run(host, tooLarge)).isEqualTo(Status.withDnr(Status.INVALID_FIELD));
      assertThat(pair.fabric.registrations()).isEqualTo(before);
      pair.close(host);
    }
  }

  @Test
  void givingUpACommandWhoseMemoryIsInUseEndsTheConnection() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      SimulatedPair.Host host = pair.dial(32);
      IoBuffer own = IoBuffer.allocate(SimulatedPair.LARGEST);
      for (int i = 0; i < 2; i++) {
        pair.run(host, new HostCommand(NvmOpcode.READ, own, own.capacity()));
      }
      pair.hold = true;
      HostCommand slow = new HostCommand(NvmOpcode.READ, own, own.capacity());
      pair.submit(host, slow);
      SimulatedPair.Handler handler = pair.handler();
      SimulatedPair.await("it is there", () -> handler.heldCommands() == 1);
      var channel = SimulatedPair.get(host.opened);
      channel.loop().execute(() -> channel.abort(slow));
      assertThat(slow.status()).isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(SimulatedPair.get(host.closed).kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }
}
