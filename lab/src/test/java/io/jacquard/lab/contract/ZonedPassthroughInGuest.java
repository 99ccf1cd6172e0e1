package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import org.junit.jupiter.api.Test;

/**
 * Commands of the Zoned Namespace command set passed through: {@code jacquard.uri} names a
 * namespace of QEMU's with zones of 4 MiB, of which 3 MiB can be used.
 */
class ZonedPassthroughInGuest extends NamespaceContract {
  private static final int RESET = 4;
  private static final int REPORT_BYTES = 4096;
  private static final int FIRST_DESCRIPTOR = 64;
  private static final int WRITE_POINTER = 24;

  @Override
  String uri() {
    return System.getProperty("jacquard.uri");
  }

  @Test
  void itsZonesAreThoseOfTheController() {
    assertThat(namespace.commandSet()).isEqualTo(CommandSetIdentifier.ZONED_NAMESPACE);
    ZoneGeometry zones = namespace.zones().orElseThrow();
    assertThat(zones.zoneBlocks() * block).isEqualTo(4 << 20);
    assertThat(zones.maxOpenZones()).isEqualTo(4);
    assertThat(zones.maxActiveZones()).isEqualTo(8);
  }

  @Test
  void anAppendTellsWhereItWroteAndZonesReportIt() throws Exception {
    long start = namespace.zones().orElseThrow().zoneBlocks();
    QueueUser.succeeded(reset(start));
    for (int i = 0; i < 3; i++) {
      QueueUser.Pending append =
          user.submit(QueueUser.command(NvmOpcode.ZONE_APPEND, start, 8), random(i, 8));
      QueueUser.succeeded(append.status());
      assertThat(append.result()).isEqualTo(start + 8L * i);
    }
    for (int i = 0; i < 3; i++) {
      assertBytes(read(start + 8L * i, 8)).isEqualTo(Contents.bytes(random(i, 8)));
    }
    assertThat(writePointer(start)).isEqualTo(start + 24);
    assertThat(Status.code(user.write(start + 100, random(1, 1), 1)))
        .isEqualTo(Status.ZONE_INVALID_WRITE);
    QueueUser.succeeded(reset(start));
    assertThat(writePointer(start)).isEqualTo(start);
  }

  private int reset(long zone) throws Exception {
    return user.run(
        sqe -> sqe.opcode(NvmOpcode.ZONE_MANAGEMENT_SEND).nsid(1).slba(zone).cdw13(RESET),
        IoBuffer.NONE);
  }

  private long writePointer(long zone) throws Exception {
    IoBuffer report = IoBuffer.allocate(REPORT_BYTES);
    QueueUser.succeeded(
        user.run(
            sqe ->
                sqe.opcode(NvmOpcode.ZONE_MANAGEMENT_RECEIVE)
                    .nsid(1)
                    .slba(zone)
                    .cdw12(REPORT_BYTES / 4 - 1),
            report));
    return report.bytes().getLong(FIRST_DESCRIPTOR + WRITE_POINTER);
  }
}
