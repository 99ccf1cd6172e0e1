package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneReportFilter;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a zoned namespace does for several queues, and for many commands at a time. */
abstract class ZonedConcurrencyContract extends ZonedContract {
  private static final int QUEUES = 3;

  /** A caller's piece of work, on a queue of its own. */
  interface Work {
    void run(int queue, QueueUser user, ZoneUser zones) throws Exception;
  }

  private void onQueues(Work work) throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < QUEUES; i++) {
      int queue = i;
      CompletableFuture<Void> done = new CompletableFuture<>();
      all.add(done);
      Thread.ofVirtual()
          .start(
              () -> {
                try (QueueUser own = new QueueUser(namespace, DEPTH)) {
                  work.run(queue, own, new ZoneUser(own));
                  done.complete(null);
                } catch (Throwable e) {
                  done.completeExceptionally(e);
                }
              });
    }
    for (CompletableFuture<Void> done : all) {
      done.get(120, TimeUnit.SECONDS);
    }
  }

  @Test
  void appendsOfSeveralQueuesFillAZoneWithoutHolesAndOverlaps() throws Exception {
    Map<Long, IoBuffer> placed = new ConcurrentSkipListMap<>();
    int each = (int) Math.min(40, capacity / (4 * QUEUES));
    onQueues(
        (queue, own, ownZones) -> {
          List<IoBuffer> data = new ArrayList<>();
          List<QueueUser.Pending> pending = new ArrayList<>();
          for (int i = 0; i < each; i++) {
            data.add(random(1000L * queue + i, 1 + i % 4));
            pending.add(ownZones.append(start(5), data.get(i), 1 + i % 4));
          }
          for (int i = 0; i < each; i++) {
            QueueUser.succeeded(pending.get(i).status());
            placed.put(pending.get(i).result(), data.get(i));
          }
        });

    long next = start(5);
    for (Map.Entry<Long, IoBuffer> entry : new TreeMap<>(placed).entrySet()) {
      assertThat(entry.getKey()).isEqualTo(next);
      int blocks = entry.getValue().capacity() / block;
      assertBytes(read(next, blocks)).isEqualTo(Contents.bytes(entry.getValue()));
      next += blocks;
    }
    assertThat(placed).hasSize(QUEUES * each);
    assertThat(zones.zone(start(5)).writePointer()).isEqualTo(next);
  }

  @Test
  void writesOfOneQueueAreDoneInTheOrderTheyCame() throws Exception {
    int most = (int) Math.min(60, capacity / 4);
    List<QueueUser.Pending> pending = new ArrayList<>();
    List<IoBuffer> data = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int zone = 1 + i % 2;
      data.add(random(i, 2));
      pending.add(
          user.submit(
              QueueUser.command(NvmOpcode.WRITE, start(zone) + i / 2 * 2L, 2), data.get(i)));
    }
    for (QueueUser.Pending one : pending) {
      QueueUser.succeeded(one.status());
    }
    for (int i = 0; i < most; i++) {
      assertBytes(read(start(1 + i % 2) + i / 2 * 2L, 2)).isEqualTo(Contents.bytes(data.get(i)));
    }
  }

  @Test
  void writePointersAgreeWithWhatWasWrittenWhateverIsDoneAtTheSameTime() throws Exception {
    onQueues(
        (queue, own, ownZones) -> {
          Random random = new Random(queue);
          IoBuffer data = random(queue, 4);
          for (int i = 0; i < 150; i++) {
            long zone = start(random.nextInt(4));
            int status =
                switch (random.nextInt(8)) {
                  case 0 -> ownZones.act(ZoneSendAction.RESET, zone);
                  case 1 -> ownZones.act(ZoneSendAction.FINISH, zone);
                  case 2 -> ownZones.act(ZoneSendAction.CLOSE, zone);
                  case 3 -> random.nextInt(6) > 0 ? 0 : ownZones.actOnAll(ZoneSendAction.RESET);
                  default -> ownZones.append(zone, data, 4).status();
                };
            assertThat(
                    List.of(
                        Status.SUCCESS,
                        Status.ZONE_IS_FULL,
                        Status.ZONED_BOUNDARY_ERROR,
                        Status.INVALID_ZONE_STATE_TRANSITION,
                        Status.TOO_MANY_ACTIVE_ZONES))
                .contains(Status.code(status));
          }
        });
    for (ZoneDescriptor zone : zones.report(0, count, ZoneReportFilter.ALL).descriptors()) {
      if (zone.state().isActive()) {
        assertThat(zone.writePointer() - zone.start()).isBetween(0L, capacity - 1);
        assertThat((zone.writePointer() - zone.start()) % 4).isZero();
        QueueUser.succeeded(user.write(zone.writePointer(), random(1, 4), 4));
      } else {
        assertThat(zone.state()).isIn(ZoneState.EMPTY, ZoneState.FULL);
      }
    }
  }

  @Test
  void aQueueThatIsClosedAnswersEverything() throws Exception {
    try (QueueUser own = new QueueUser(namespace, DEPTH)) {
      List<QueueUser.Pending> pending =
          own.submitAll(
              DEPTH,
              QueueUser.command(NvmOpcode.ZONE_APPEND, start(6), 1),
              block,
              all -> {
                own.abort(all.getLast());
                own.closeQueue();
              });
      for (QueueUser.Pending one : pending) {
        assertThat(Status.code(one.status()))
            .isIn(Status.SUCCESS, Status.ABORT_REQUESTED, Status.ABORTED_SQ_DELETION);
      }
    }
    long pointer = zones.zone(start(6)).writePointer();
    QueueUser.succeeded(user.write(pointer, random(1, 1), 1));
  }
}
