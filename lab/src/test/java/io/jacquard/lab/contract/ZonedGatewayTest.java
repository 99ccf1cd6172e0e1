package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.initiator.DirectNamespace;
import io.jacquard.initiator.NvmeStatusException;
import io.jacquard.initiator.ZoneCommands;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReportFilter;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import io.jacquard.target.Target;
import io.jacquard.target.metrics.TargetMetrics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract of zoned namespaces, over TCP and over a target between; and our host's library. */
class ZonedGatewayTest {
  private static final String ZONED =
      "mem:64M?zoned&block=4096&zone_size=4M&zone_capacity=3M&max_open=3&max_active=5"
          + "&descr_ext_size=64";

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OverTcp extends ZonedConcurrencyContract {
    private TargetMetrics metrics;
    private Target target;

    @BeforeAll
    void start() {
      metrics = new TargetMetrics();
      target = GatewayTest.export(metrics, ZONED);
    }

    @AfterAll
    void stop() {
      target.close();
      metrics.close();
    }

    @Override
    String uri() {
      return GatewayTest.uri(target) + "?queues=2";
    }

    @Test
    void theControllersLimitIsTheLargestAppend() {
      assertThat(geometry.largestAppendBytes()).isGreaterThanOrEqualTo(128 << 10);
      assertThat(geometry.zoneBlocks()).isEqualTo(1024);
      assertThat(geometry.maxOpenZones()).isEqualTo(3);
      assertThat(geometry.maxActiveZones()).isEqualTo(5);
      assertThat(geometry.extensionBytes()).isEqualTo(64);
    }

    @Test
    void aProgramUsesZones() throws Exception {
      try (DirectNamespace disk = DirectNamespace.open(uri())) {
        ZoneCommands commands = ZoneCommands.of(disk);
        ByteBuffer data = DirectNamespace.allocate(16384);
        byte[] bytes = new byte[data.capacity()];
        new Random(1).nextBytes(bytes);
        data.put(0, bytes);

        assertThat(commands.appendAsync(1024, data).get()).isEqualTo(1024);
        assertThat(commands.appendAsync(1024, data).get()).isEqualTo(1028);
        List<ZoneDescriptor> all = commands.reportAsync(0, ZoneReportFilter.ALL).get();
        assertThat(all).hasSize(16);
        assertThat(all.get(1).writePointer()).isEqualTo(1032);
        ByteBuffer back = DirectNamespace.allocate(16384);
        disk.read(1028, back);
        assertThat(back.mismatch(data)).isEqualTo(-1);
        commands.manageAsync(ZoneManagementSend.of(ZoneSendAction.FINISH, 1024)).get();
        assertThat(commands.reportAsync(1, ZoneReportFilter.FULL).get())
            .extracting(ZoneDescriptor::state)
            .containsExactly(ZoneState.FULL);
        assertThatThrownBy(() -> commands.appendAsync(1024, data).get())
            .cause()
            .isInstanceOfSatisfying(
                NvmeStatusException.class,
                e -> assertThat(Status.code(e.status())).isEqualTo(Status.ZONE_IS_FULL))
            .hasMessageContaining("Zone Append");
        assertThatThrownBy(() -> commands.appendAsync(0, ByteBuffer.allocate(100)))
            .hasMessageContaining("4096");
      }
      try (DirectNamespace plain = DirectNamespace.open("mem:1M")) {
        assertThatThrownBy(() -> ZoneCommands.of(plain)).hasMessageContaining("not zoned");
      }
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OverAGateway extends ZonedConcurrencyContract {
    private TargetMetrics metrics;
    private Target behind;
    private Target gateway;

    @BeforeAll
    void start() {
      metrics = new TargetMetrics();
      behind = GatewayTest.export(metrics, ZONED);
      gateway = GatewayTest.export(metrics, GatewayTest.uri(behind));
    }

    @AfterAll
    void stop() {
      gateway.close();
      behind.close();
      metrics.close();
    }

    @Override
    String uri() {
      return GatewayTest.uri(gateway);
    }
  }
}
