package io.jacquard.initiator;

import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceChangeTest {
  private final List<String> changes = new ArrayList<>();
  private final List<AsyncEvent> events = new ArrayList<>();
  private SimulatedHost host;
  private RemoteController controller;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
    controller = host.connect();
    controller.addListener(
        new ControllerListener() {
          @Override
          public void asyncEvent(AsyncEvent event) {
            events.add(event);
          }

          @Override
          public void namespaceChanged(NamespaceChange change) {
            changes.add(change.kind() + " " + change.namespace().nsid());
          }
        });
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private void tell() {
    host.controller.send(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
    host.run();
  }

  @Test
  void namespacesComeGoAndChangeTheirSize() {
    host.controller.namespaces.put(3, new ScriptedNamespace(4096, 10));
    tell();
    assertThat(changes).containsExactly("ADDED 3");
    assertThat(controller.namespace(3).orElseThrow().geometry().blockSize()).isEqualTo(4096);
    RemoteNamespace first = controller.namespace(1).orElseThrow();
    host.controller.namespaces.get(1).resize(8192);
    tell();
    assertThat(changes).endsWith("CHANGED 1");
    assertThat(first.geometry().blocks()).isEqualTo(8192);
    host.controller.namespaces.remove(1);
    tell();
    assertThat(changes).endsWith("REMOVED 1");
    assertThat(controller.namespace(1)).isEmpty();
    CompletableFuture<Void> read = first.readAsync(0, ByteBuffer.allocate(512));
    host.run();
    assertThat(failure(read))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.code()).isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT));
    assertThat(events).hasSize(3);
    assertThat(host.controller.events).as("requests at the controller again").hasSize(4);
    assertThat(host.controller.logReads).as("events cleared").isEqualTo(3);
  }

  @Test
  void anotherNamespaceUnderTheSameNumberIsNotTheOldOne() {
    RemoteNamespace before = controller.namespace(1).orElseThrow();
    host.controller.namespaces.get(1).identitySeed = 99;
    tell();
    assertThat(changes).containsExactly("REMOVED 1", "ADDED 1");
    assertThat(before.attached()).isFalse();
    assertThat(controller.namespace(1).orElseThrow()).isNotSameAs(before);
  }
}
