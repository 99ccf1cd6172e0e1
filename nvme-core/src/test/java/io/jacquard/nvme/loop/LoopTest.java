package io.jacquard.nvme.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
  private static final LoopSettings ONE = LoopSettings.defaults().withCount(1);

  @Test
  void tasksRunOnTheLoopInOrder() throws Exception {
    try (ThreadLoop loop = new ThreadLoop("test", ONE)) {
      List<Integer> order = new ArrayList<>();
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      for (int i = 0; i < 1000; i++) {
        int n = i;
        loop.execute(() -> order.add(n));
      }
      loop.execute(() -> done.complete(loop.inLoop()));
      assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(order).hasSize(1000).isSorted();
      assertThat(loop.inLoop()).isFalse();
    }
  }

  @Test
  void aTimerWakesASleepingLoopAndACancelledOneDoesNot() throws Exception {
    try (ThreadLoop loop = new ThreadLoop("test", ONE)) {
      CountDownLatch rang = new CountDownLatch(1);
      AtomicInteger cancelled = new AtomicInteger();
      // On the loop itself, where no timer can run before it is cancelled.
      loop.execute(
          () -> {
            loop.schedule(cancelled::incrementAndGet, TimeUnit.MILLISECONDS.toNanos(1)).cancel();
            loop.schedule(rang::countDown, TimeUnit.MILLISECONDS.toNanos(5));
          });
      assertThat(rang.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(cancelled).hasValue(0);
    }
  }

  @Test
  void pollersAreCalledWithoutAnyOtherEvent() throws Exception {
    try (ThreadLoop loop = new ThreadLoop("test", ONE.withSpin(Duration.ofNanos(1000)))) {
      CountDownLatch polled = new CountDownLatch(10);
      Loop.Poller poller =
          () -> {
            polled.countDown();
            return 0;
          };
      loop.execute(() -> loop.addPoller(poller));
      assertThat(polled.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aFailingTaskDoesNotEndTheLoop() throws Exception {
    try (ThreadLoop loop = new ThreadLoop("test", ONE)) {
      loop.execute(
          () -> {
            throw new IllegalStateException("expected in this test");
          });
      CompletableFuture<String> next = new CompletableFuture<>();
      loop.execute(() -> next.complete("alive"));
      assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("alive");
    }
  }

  @Test
  void errorsOfTasksTimersAndPollersDoNotEndTheLoop() throws Exception {
    try (ThreadLoop loop = new ThreadLoop("test", ONE)) {
      CountDownLatch went = new CountDownLatch(3);
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      Runnable failing =
          () -> {
            went.countDown();
            throw new OutOfMemoryError("for the test");
          };
      loop.execute(failing);
      loop.execute(
          () -> {
            loop.schedule(failing, 1);
            Loop.Poller[] poller = new Loop.Poller[1];
            poller[0] =
                () -> {
                  loop.removePoller(poller[0]);
                  failing.run();
                  return 0;
                };
            loop.addPoller(poller[0]);
          });
      assertThat(went.await(10, TimeUnit.SECONDS)).isTrue();
      loop.execute(() -> done.complete(true));
      assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void everyTaskThatIsTakenWhileTheLoopEndsRuns() throws Exception {
    for (int round = 0; round < 3000; round++) {
      ThreadLoop loop = new ThreadLoop("test", ONE);
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger taken = new AtomicInteger();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      while (true) {
                        loop.execute(ran::incrementAndGet);
                        taken.incrementAndGet();
                      }
                    } catch (RejectedExecutionException e) {
                      assertThat(e).hasMessageContaining("has ended");
                    }
                  });
      loop.close();
      other.join();
      assertThat(ran).as("round %d", round).hasValue(taken.get());
    }
  }

  @Test
  void closingRunsWhatWasGivenAndRefusesMore() {
    ThreadLoop loop = new ThreadLoop("test", ONE);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      loop.execute(ran::incrementAndGet);
    }
    loop.close();
    assertThat(ran).hasValue(100);
    assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void aManualLoopRunsTimersAtTheirMoments() {
    ManualLoop loop = new ManualLoop();
    List<Long> moments = new ArrayList<>();
    loop.schedule(() -> moments.add(loop.nanoTime()), 50);
    loop.schedule(
        () -> {
          moments.add(loop.nanoTime());
          loop.schedule(() -> moments.add(loop.nanoTime()), 5);
        },
        20);
    loop.advance(19);
    assertThat(moments).isEmpty();
    loop.advance(100);
    assertThat(moments).containsExactly(20L, 25L, 50L);
    assertThat(loop.nanoTime()).isEqualTo(119);
  }

  @Test
  void settingsRefuseNonsense() {
    assertThatThrownBy(() -> ONE.withCount(0)).hasMessageContaining("loops: 0");
    assertThatThrownBy(() -> ONE.withSpin(Duration.ofSeconds(2))).hasMessageContaining("spin");
  }

  @Test
  void aGroupTakesItsLoopsInTurn() {
    try (LoopGroup group = FixedLoops.threads("test", ONE.withCount(3))) {
      List<Loop> taken = List.of(group.next(), group.next(), group.next(), group.next());
      assertThat(taken.subList(0, 3)).containsExactlyInAnyOrderElementsOf(group.loops());
      assertThat(taken.get(3)).isSameAs(taken.get(0));
    }
  }

  @Test
  void transfersThatHostsCannotBeToldOfAreRefused() {
    for (int largest : new int[] {-8192, 0, 4096, 8192 + 512}) {
      assertThatThrownBy(() -> new LoopSettings(1, LoopSettings.AUTO, Duration.ZERO, 1, largest))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("largest transfer: " + largest);
    }
    assertThat(new LoopSettings(1, LoopSettings.AUTO, Duration.ZERO, 1, 8192)).isNotNull();
  }
}
