package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TcpLoopWatchTest {

  static java.util.List<String> engines() {
    return new TcpTransport().engines();
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aSleepingLoopHearsEverySignal(String engine) throws Exception {
    Semaphore seen = new Semaphore(0);
    try (EventFd event = EventFd.create();
        LoopGroup loops =
            new TcpTransport().openLoops(LoopSettings.defaults().withEngine(engine))) {
      Loop loop = loops.next();
      CompletableFuture<Loop.Watch> watch = new CompletableFuture<>();
      loop.execute(
          () -> {
            try {
              watch.complete(loop.watch(event.fd(), () -> seen.release((int) event.drain())));
            } catch (Exception e) {
              watch.completeExceptionally(e);
            }
          });
      Loop.Watch made = watch.get(30, TimeUnit.SECONDS);
      for (int i = 0; i < 1000; i++) {
        event.signal();
        assertThat(seen.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      }
      CompletableFuture<Boolean> ended = new CompletableFuture<>();
      loop.execute(
          () -> {
            made.close();
            event.signal();
            ended.complete(loop.inLoop());
          });
      assertThat(ended.get(30, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Integer> after = new CompletableFuture<>();
      loop.execute(() -> after.complete(seen.availablePermits()));
      assertThat(after.get(30, TimeUnit.SECONDS)).isZero();
    }
  }
}
