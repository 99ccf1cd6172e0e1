package io.jacquard.nvme.transport.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.transport.QueueDial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressResolutionTest {

  /** Keeps what it is told. */
  private record Told(CompletableFuture<InetSocketAddress> to)
      implements AddressResolution.Connector {
    @Override
    public void connect(InetSocketAddress destination, InetSocketAddress source) {
      to.complete(destination);
    }

    @Override
    public void unresolved(IOException why) {
      to.completeExceptionally(why);
    }

    InetSocketAddress await() throws Exception {
      return to.get(60, TimeUnit.SECONDS);
    }
  }

  private static Told start(String host, Optional<String> from, ThreadLoop loop) {
    Told told = new Told(new CompletableFuture<>());
    TransportAddress to = TransportAddress.of(TransportType.TCP, host, 4420);
    AddressResolution.start(
        new QueueDial(to, from, 1, 32, 4096, false, false, Duration.ofSeconds(60)), loop, told);
    return told;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void addressesAndNamesAreResolved(String host) throws Exception {
    try (ThreadLoop loop = new ThreadLoop("resolution", LoopSettings.defaults())) {
      assertThat(start(host, Optional.empty(), loop).await().getPort()).isEqualTo(4420);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void whoDialsIsToldWhenTheLoopHasEnded(String host) {
    ThreadLoop loop = new ThreadLoop("resolution", LoopSettings.defaults());
    loop.close();
    assertThatThrownBy(() -> start(host, Optional.empty(), loop).await())
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the loop has ended");
  }

  @Test
  void whoDialsFromAnAddressIsToldWhenTheLoopHasEnded() {
    ThreadLoop loop = new ThreadLoop("resolution", LoopSettings.defaults());
    loop.close();
    assertThatThrownBy(() -> start("127.0.0.1", Optional.of("127.0.0.1"), loop).await())
        .hasMessageContaining("the loop has ended");
  }
}
