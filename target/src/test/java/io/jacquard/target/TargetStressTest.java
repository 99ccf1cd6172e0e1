package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Hosts that come, work and go while the definition changes under them, from a seed. */
class TargetStressTest {
  private static final Nqn SUBSYSTEM = Nqn.parse("nqn.2026-01.io.example:stress");
  private static final int HOSTS = 3;
  private static final int CHANGES = 150;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final TransportAddress address =
      TransportAddress.parse("loop://stress-" + UUID.randomUUID());
  private final AtomicInteger written = new AtomicInteger();
  private final List<CloseReason> bugs = Collections.synchronizedList(new ArrayList<>());

  private static Nqn host(int number) {
    return Nqn.parse("nqn.2026-01.io.example:stress-host-" + number);
  }

  private TargetDefinition definition(Random random) {
    List<NamespaceDefinition> namespaces = new ArrayList<>();
    for (int nsid = 1; nsid <= 3; nsid++) {
      if (random.nextInt(3) != 0) {
        String size = random.nextBoolean() ? "mem:64K" : "mem:128K";
        namespaces.add(NamespaceDefinition.of(nsid, NamespaceUri.parse(size)));
      }
    }
    boolean anyHost = random.nextInt(4) != 0;
    SubsystemDefinition subsystem =
        new SubsystemDefinition(
            SUBSYSTEM,
            Optional.empty(),
            "Stress",
            anyHost,
            Set.of(host(0)),
            namespaces,
            1,
            64,
            4,
            64);
    List<Nqn> exported = random.nextInt(8) == 0 ? List.of() : List.of(SUBSYSTEM);
    return new TargetDefinition(
        List.of(subsystem),
        List.of(new PortDefinition(1, address, exported, List.of(), 8192, 100)),
        Optional.empty());
  }

  @Test
  void nothingIsLostOrLeftBehind() throws IOException, InterruptedException, ExecutionException {
    Random random = new Random(42);
    AtomicBoolean stop = new AtomicBoolean();
    TargetMetrics metrics = new TargetMetrics();
    TargetSettings settings = TargetSettings.defaults(metrics).withGrace(Duration.ofSeconds(20));
    try (metrics;
        ExecutorService hosts = Executors.newFixedThreadPool(HOSTS);
        Target target = Target.start(settings, definition(random))) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < HOSTS; i++) {
        int number = i;
        running.add(hosts.submit(() -> workUntil(stop, number)));
      }
      for (int i = 0; i < CHANGES; i++) {
        target.apply(definition(random));
      }
      int before = written.get();
      target.apply(open());
      awaitWritten(before + HOSTS * 10);
      stop.set(true);
      for (Future<?> host : running) {
        host.get();
      }
      target.close();
    }
    assertThat(bugs).isEmpty();
  }

  /** Hosts find their way back when they may. */
  private void awaitWritten(int count) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (written.get() < count) {
      assertThat(System.nanoTime() - giveUp).as("hosts found no way back").isNegative();
      Thread.onSpinWait();
    }
  }

  private TargetDefinition open() {
    return new TargetDefinition(
        List.of(
            SubsystemDefinition.open(
                SUBSYSTEM, List.of(NamespaceDefinition.of(1, NamespaceUri.parse("mem:64K"))))),
        List.of(new PortDefinition(1, address, List.of(SUBSYSTEM), List.of(), 8192, 100)),
        Optional.empty());
  }

  private void workUntil(AtomicBoolean stop, int number) {
    Random random = new Random(number);
    try (HostSession host = new HostSession(host(number))) {
      while (!stop.get()) {
        session(host, random);
      }
    }
  }

  /** Connects if it may, writes a few blocks, and goes in one of several ways. */
  private void session(HostSession host, Random random) {
    HostSession.Queue admin = host.dial(address, 0);
    int connected =
        admin.connect(new Connect(0, 0, 31, 0, 0), SUBSYSTEM, ConnectData.CNTLID_DYNAMIC);
    if (connected == 0 && host.tryEnable(admin)) {
      HostSession.Queue io = host.dial(address, 1);
      if (io.connect(new Connect(0, 1, 31, 0, 0), SUBSYSTEM, admin.controllerId()) == 0) {
        for (int i = random.nextInt(50); i > 0; i--) {
          write(io, 1 + random.nextInt(3), random.nextInt(256));
        }
      }
      if (random.nextBoolean()) {
        io.hangUp();
      }
      note(io);
    }
    admin.hangUp();
    note(admin);
  }

  private void note(HostSession.Queue queue) {
    if (queue.isClosed() && queue.awaitClosed().kind() == CloseReason.Kind.BUG) {
      bugs.add(queue.awaitClosed());
    }
  }

  private void write(HostSession.Queue io, int nsid, int slba) {
    HostSession.Answer answer =
        io.run(
            sqe ->
                sqe.opcode(NvmOpcode.WRITE)
                    .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
                    .nsid(nsid)
                    .slba(slba)
                    .blocks(1),
            new byte[512],
            0);
    if (answer.status() == 0) {
      written.incrementAndGet();
    }
  }
}
