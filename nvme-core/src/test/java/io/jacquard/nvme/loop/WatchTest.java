package io.jacquard.nvme.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.jacquard.nvme.linux.EventFd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WatchTest {
  private final ThreadLoop loop =
      new ThreadLoop("watch", LoopSettings.defaults().withSpin(Duration.ZERO));
  private final Semaphore seen = new Semaphore(0);

  @AfterEach
  void end() {
    loop.close();
  }

  private <T> T onLoop(Supplier<T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.get(30, TimeUnit.SECONDS);
  }

  private Loop.Watch watch(EventFd event, boolean byWatcher) throws Exception {
    Runnable readable =
        () -> {
          assertThat(loop.inLoop()).isTrue();
          seen.release((int) event.drain());
        };
    return onLoop(
        () -> {
          try {
            return byWatcher
                ? FdWatcher.watch(loop, event.fd(), readable)
                : loop.watch(event.fd(), readable);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void endWatch(Loop.Watch watch) throws Exception {
    onLoop(
        () -> {
          watch.close();
          watch.close();
          return watch;
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSleepingLoopHearsEverySignal(boolean byWatcher) throws Exception {
    try (EventFd event = EventFd.create()) {
      Loop.Watch watch = watch(event, byWatcher);
      for (int i = 0; i < 1000; i++) {
        event.signal();
        assertThat(seen.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      }
      endWatch(watch);
      event.signal();
      onLoop(() -> seen);
      onLoop(() -> seen);
      assertThat(seen.availablePermits()).isZero();
    }
  }

  @Test
  void tasksAndTimersStillRunWhileADescriptorIsWatched() throws Exception {
    try (EventFd event = EventFd.create()) {
      Loop.Watch watch = watch(event, false);
      for (int i = 0; i < 1000; i++) {
        assertThat(onLoop(() -> loop.inLoop())).isTrue();
      }
      CompletableFuture<Boolean> timer = new CompletableFuture<>();
      loop.schedule(() -> timer.complete(loop.inLoop()), 1_000_000);
      assertThat(timer.get(30, TimeUnit.SECONDS)).isTrue();
      endWatch(watch);
    }
  }

  @Test
  void oneWatchOfSeveralEndsAnother() throws Exception {
    try (EventFd first = EventFd.create();
        EventFd second = EventFd.create()) {
      Loop.Watch one = watch(first, false);
      Loop.Watch two = watch(second, false);
      endWatch(one);
      first.signal();
      second.signal();
      assertThat(seen.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      endWatch(two);
      assertThat(seen.availablePermits()).isZero();
    }
  }

  @Test
  void aManualLoopLooksWhenItIsTurned() throws Exception {
    ManualLoop manual = new ManualLoop();
    try (EventFd event = EventFd.create()) {
      try (Loop.Watch watch = manual.watch(event.fd(), () -> seen.release((int) event.drain()))) {
        event.signal();
        event.signal();
        assertThat(seen.availablePermits()).isZero();
        manual.runReady();
        assertThat(seen.availablePermits()).isEqualTo(2);
      }
    }
  }

  @Test
  void whatCannotBeWaitedForIsRefused() {
    ManualLoop manual = new ManualLoop();
    assertThatIOException()
        .isThrownBy(() -> manual.watch(-1, () -> {}))
        .withMessageContaining("EBADF");
  }
}
