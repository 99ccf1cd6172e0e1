package io.jacquard.nvme.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NamespaceUseTest {
  private final NamespaceUse use = new NamespaceUse();

  @Test
  void theLastToLeaveIsTold() {
    assertThat(use.enter()).isTrue();
    assertThat(use.close()).isTrue();
    assertThat(use.leave()).isFalse();
    assertThat(use.leave()).isTrue();
  }

  @Test
  void nobodyEntersAfterTheOwnerHasClosed() {
    assertThat(use.close()).isTrue();
    assertThat(use.close()).isFalse();
    assertThat(use.enter()).isFalse();
    assertThat(use.leave()).isTrue();
    assertThat(use.enter()).isFalse();
  }

  @Test
  void oneOfManyThreadsIsTheLast() throws InterruptedException {
    AtomicInteger last = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 10_000 && use.enter(); n++) {
                      if (use.leave()) {
                        last.incrementAndGet();
                      }
                    }
                  }));
    }
    if (use.close() && use.leave()) {
      last.incrementAndGet();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(last).hasValue(1);
    assertThat(use.enter()).isFalse();
  }
}
