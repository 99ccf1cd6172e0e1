package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.target.namespace.MemoryProvider;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Any 64 bytes on the queues of a live controller, and any Connect data: nothing is thrown, and
 * every command completes exactly once, at the latest when its queue is closed.
 */
class CommandFuzzTest {
  private static final int ENTRIES = 32;
  private static final int ROUNDS = 2_000;
  private static final int MOST_DATA = 128 << 10;
  private static final int ZONED = 2;
  private static final int[] ZONE_OPCODES = {
    NvmOpcode.ZONE_APPEND,
    NvmOpcode.ZONE_MANAGEMENT_SEND,
    NvmOpcode.ZONE_MANAGEMENT_RECEIVE,
    NvmOpcode.WRITE,
    NvmOpcode.READ
  };
  private static final CloseReason LOST = CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "test");

  /** A source of bytes: a fuzzer's, or a seeded generator's. */
  private interface Source {
    byte[] bytes(int count);

    int number(int least, int most);

    boolean isUsedUp();
  }

  private static Source of(FuzzedDataProvider data) {
    return new Source() {
      @Override
      public byte[] bytes(int count) {
        return java.util.Arrays.copyOf(data.consumeBytes(count), count);
      }

      @Override
      public int number(int least, int most) {
        return data.consumeInt(least, most);
      }

      @Override
      public boolean isUsedUp() {
        return data.remainingBytes() == 0;
      }
    };
  }

  private static Source of(Random random, int commands) {
    return new Source() {
      private int left = commands;

      @Override
      public byte[] bytes(int count) {
        left--;
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
      }

      @Override
      public int number(int least, int most) {
        return random.nextInt(least, most + 1);
      }

      @Override
      public boolean isUsedUp() {
        return left <= 0;
      }
    };
  }

  @FuzzTest(maxDuration = "30s")
  void anyCommandsOnTheAdminQueueCompleteOnce(FuzzedDataProvider data) {
    admin(of(data));
  }

  @FuzzTest(maxDuration = "30s")
  void anyCommandsOnAnIoQueueCompleteOnce(FuzzedDataProvider data) throws Exception {
    io(of(data));
  }

  @FuzzTest(maxDuration = "30s")
  void anyConnectIsAnsweredOnce(FuzzedDataProvider data) {
    connect(of(data));
  }

  @Test
  void randomCommandsOnTheAdminQueueCompleteOnce() {
    Random random = new Random(1);
    for (int i = 0; i < ROUNDS / 20; i++) {
      admin(of(random, 20));
    }
  }

  @Test
  void randomCommandsOnAnIoQueueCompleteOnce() throws Exception {
    Random random = new Random(2);
    for (int i = 0; i < ROUNDS / 20; i++) {
      io(of(random, 20));
    }
  }

  @Test
  void randomConnectsAreAnsweredOnce() {
    Random random = new Random(3);
    for (int i = 0; i < ROUNDS; i++) {
      connect(of(random, 2));
    }
  }

  private static void admin(Source source) {
    try (TestBench bench = new TestBench()) {
      IoController controller = bench.controller();
      play(source, bench, controller.adminQueue(), AdminOpcode::nameOf);
    }
  }

  private static void io(Source source) throws IOException, ConnectRefusedException {
    try (TestBench bench = new TestBench()) {
      List<ExportedNamespace> namespaces =
          List.of(
              exported(1, "mem:64K"),
              exported(
                  ZONED,
                  "mem:64K?zoned&zone_size=8K&zone_capacity=6K&max_open=2&max_active=3"
                      + "&descr_ext_size=64"));
      bench.roster.replace(new Subsystem(bench.roster.current().definition(), namespaces));
      IoController controller = bench.controller(TestBench.ENABLE_ALL_SETS);
      IoQueue queue = new IoQueue(bench.hostQueue(), controller, 1, ENTRIES);
      controller.admit(queue);
      play(source, bench, queue, NvmOpcode::nameOf);
      for (ExportedNamespace namespace : namespaces) {
        assertThat(namespace.retire()).as("the medium is let go of").isCompleted();
      }
    }
  }

  private static ExportedNamespace exported(int nsid, String uri) throws IOException {
    return new ExportedNamespace(
        nsid,
        new MemoryProvider().open(NamespaceUri.parse(uri)),
        NamespaceIdentity.derive(TestBench.SUBSYSTEM, nsid),
        Runnable::run);
  }

  private static void play(
      Source source,
      TestBench bench,
      QueueHandler queue,
      java.util.function.IntFunction<String> name) {
    List<SlotCommand> all = new ArrayList<>();
    List<SlotCommand> fetching = new ArrayList<>();
    while (!source.isUsedUp() && all.size() < ENTRIES) {
      SlotCommand slot = new SlotCommand(all.size());
      all.add(slot);
      byte[] entry = source.bytes(Sqe.BYTES);
      int choice = source.number(0, 15);
      int length = source.number(0, 4096);
      slot.arrive(
          queue,
          sqe -> {
            sqe.buffer().put(sqe.offset(), entry);
            tame(sqe, choice);
          },
          sqe -> dataBytes(sqe, choice, length));
      if (!slot.isDone()) {
        fetching.add(slot);
      }
      // Data comes late and in any order.
      while (!fetching.isEmpty() && source.number(0, 2) != 0) {
        fetching.remove(source.number(0, fetching.size() - 1)).fetched(queue);
      }
      queue.batchEnd();
      bench.settle();
    }
    fetching.forEach(slot -> slot.fetched(queue));
    bench.settle();
    queue.closed(LOST);
    bench.settle();
    for (SlotCommand slot : all) {
      assertThat(slot.completions())
          .as("completions of %s", name.apply(slot.sqe().opcode()))
          .isEqualTo(1);
    }
  }

  /** Makes some entries likely enough to get through the first checks. */
  private static void tame(Sqe sqe, int choice) {
    if ((choice & 1) != 0) {
      sqe.flags(sqe.fuse(), Sqe.PSDT_SGL);
      sqe.opcode(sqe.opcode() & 0x1F);
    }
    if ((choice & 2) != 0) {
      sqe.nsid(1).flags(0, Sqe.PSDT_SGL);
      sqe.slba(sqe.slba() & 0x7F);
      sqe.cdw12(sqe.cdw12() & 0xF);
    }
    if ((choice & 8) != 0) {
      sqe.opcode(ZONE_OPCODES[sqe.opcode() % ZONE_OPCODES.length]).nsid(ZONED);
      sqe.slba((choice & 2) != 0 ? sqe.slba() & 0x70 : sqe.slba());
      sqe.cdw12(sqe.cdw12() & 0xFF).cdw13(sqe.cdw13() & 0x1071F);
    }
  }

  private static int dataBytes(Sqe sqe, int choice, int random) {
    if (DataDirection.of(sqe.opcode(), sqe.fctype()) == DataDirection.NONE) {
      return 0;
    }
    if ((choice & 4) != 0) {
      return random;
    }
    long fitting =
        switch (sqe.opcode()) {
          case AdminOpcode.IDENTIFY -> Identify.DATA_BYTES;
          case NvmOpcode.READ -> // and Get Log Page
              (choice & 2) != 0
                  ? (long) sqe.blocks() * TestNamespace.BLOCK
                  : GetLogPage.decode(sqe).length();
          case NvmOpcode.WRITE, NvmOpcode.COMPARE, NvmOpcode.ZONE_APPEND ->
              (long) sqe.blocks() * TestNamespace.BLOCK;
          case NvmOpcode.ZONE_MANAGEMENT_RECEIVE -> ZoneManagementReceive.length(sqe);
          default -> random;
        };
    return (int) Math.min(fitting, MOST_DATA);
  }

  private static void connect(Source source) {
    try (TestBench bench = new TestBench()) {
      TestQueue queue = bench.dial(0);
      byte[] entry = source.bytes(24);
      byte[] data = source.number(0, 1) == 0 ? source.bytes(ConnectData.BYTES) : damaged(source);
      TestQueue.Pending pending =
          queue.send(
              sqe -> {
                new Connect(0, 0, 31, 0, 0).encode(sqe);
                if (source.number(0, 1) == 0) {
                  sqe.buffer().put(sqe.offset() + Connect.RECFMT, entry);
                }
              },
              data,
              0);
      bench.settle();
      assertThat(pending.isDone()).isTrue();
    }
  }

  private static byte[] damaged(Source source) {
    byte[] data = TestBench.bytes(TestBench.admin(TestBench.SUBSYSTEM));
    for (int i = source.number(0, 8); i > 0; i--) {
      data[source.number(0, data.length - 1)] = (byte) source.number(0, 255);
    }
    return data;
  }
}
