package io.jacquard.initiator;

import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.TransportAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiscoveryReaderTest {
  private final List<GetLogPage> reads = new ArrayList<>();
  private SimulatedHost host;
  private RemoteController service;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
    host.controller.identify =
        b ->
            b.set(IdentifyController.CNTRLTYPE, IdentifyController.CNTRLTYPE_DISCOVERY)
                .set(IdentifyController.OAES, 0);
    service = host.connect();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private static DiscoveryLog log(long generation, int entries) {
    List<DiscoveryLogEntry> all = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      all.add(
          DiscoveryLogEntry.builder(
                  DiscoveryLogEntry.SUBTYPE_NVM,
                  TransportAddress.tcp("10.0.0.1", 4420 + i),
                  i,
                  ScriptedController.NQN)
              .build());
    }
    return new DiscoveryLog(generation, all);
  }

  @Test
  void aDiscoveryControllerHasNoIoQueues() {
    assertThat(service.ioQueues()).isZero();
    assertThat(service.namespaces()).isEmpty();
    assertThat(host.controller.connects).hasSize(1);
  }

  @Test
  void aLongLogIsReadInPieces() {
    host.controller.discoveryLog = log(5, 200);
    CompletableFuture<DiscoveryLog> reading = service.discoveryLogAsync();
    host.run();
    assertThat(reading).isCompletedWithValue(host.controller.discoveryLog);
  }

  @Test
  void aLogThatChangesMeanwhileIsReadAgain() {
    host.controller.discoveryLog = log(5, 2);
    host.controller.script =
        (queue, command) -> {
          if (command.sqe().opcode() == AdminOpcode.GET_LOG_PAGE) {
            reads.add(GetLogPage.decode(command.sqe()));
            if (reads.size() == 3) {
              host.controller.discoveryLog = log(6, 3);
            }
          }
          return Answer.USUAL;
        };
    CompletableFuture<DiscoveryLog> reading = service.discoveryLogAsync();
    host.run();
    assertThat(reading).isCompletedWithValue(log(6, 3));
    assertThat(reads)
        .extracting(GetLogPage::retainEvent)
        .containsExactly(true, true, false, true, true, false);
  }

  @Test
  void aLogThatNeverRestsIsGivenUp() {
    host.controller.script =
        (queue, command) -> {
          if (command.sqe().opcode() == AdminOpcode.GET_LOG_PAGE) {
            reads.add(GetLogPage.decode(command.sqe()));
            host.controller.discoveryLog = log(reads.size(), 1);
          }
          return Answer.USUAL;
        };
    CompletableFuture<DiscoveryLog> reading = service.discoveryLogAsync();
    host.run();
    assertThat(failure(reading)).hasMessageContaining("changed during each of 10 attempts");
  }
}
