package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The host side of the transport contract, used from the test's own thread. */
final class HostQueue implements HostChannel.Events {
  private final Loop loop;
  private final CompletableFuture<HostChannel> opened = new CompletableFuture<>();
  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

  private HostQueue(Loop loop) {
    this.loop = loop;
  }

  static HostQueue dial(
      Transport transport,
      TransportAddress to,
      Loop loop,
      int entries,
      int inCapsule,
      boolean headerDigest,
      boolean dataDigest) {
    HostQueue queue = new HostQueue(loop);
    transport.dial(
        new QueueDial(
            to,
            Optional.empty(),
            1,
            entries,
            inCapsule,
            headerDigest,
            dataDigest,
            Duration.ofSeconds(10)),
        loop,
        queue);
    get(queue.opened);
    return queue;
  }

  static void expectRefused(Transport transport, TransportAddress to, Loop loop) {
    HostQueue queue = new HostQueue(loop);
    transport.dial(
        new QueueDial(to, Optional.empty(), 1, 32, 0, false, false, Duration.ofSeconds(10)),
        loop,
        queue);
    assertThat(get(queue.closed).kind()).isEqualTo(CloseReason.Kind.CONNECTION_LOST);
    assertThat(queue.opened).isNotDone();
  }

  static <T> T on(Loop loop, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(question.get()));
    return get(answer);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer", e);
    }
  }

  HostSlot slot(int opcode, int length) {
    return new HostSlot(opcode, length);
  }

  void submitAll(List<HostSlot> slots) {
    HostChannel channel = get(opened);
    loop.execute(
        () -> {
          slots.forEach(channel::submit);
          channel.flush();
        });
  }

  int run(HostSlot slot) {
    submitAll(List.of(slot));
    return slot.await();
  }

  void abort(HostSlot slot) {
    loop.execute(() -> get(opened).abort(slot));
  }

  int capacity() {
    return get(opened).capacity();
  }

  int available() {
    return on(loop, () -> get(opened).available());
  }

  CloseReason awaitClosed() {
    return get(closed);
  }

  void closeAndAwait() {
    loop.execute(() -> get(opened).close());
    get(closed);
  }

  @Override
  public void opened(HostChannel channel) {
    opened.complete(channel);
  }

  @Override
  public void closed(CloseReason reason) {
    if (!closed.complete(reason)) {
      throw new AssertionError("closed twice");
    }
  }
}
