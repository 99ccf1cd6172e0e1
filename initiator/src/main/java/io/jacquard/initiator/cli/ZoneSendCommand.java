package io.jacquard.initiator.cli;

import io.jacquard.initiator.DirectNamespace;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneSendAction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard zoned open|close|finish|reset}. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Changes the state of a zone, or of all for which that makes sense.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ${COMMAND-FULL-NAME} /dev/nvme0n1 --slba 0x2000",
      "  ${COMMAND-FULL-NAME} /dev/nvme0n1 --all",
    })
final class ZoneSendCommand implements Callable<Integer> {
  private final String name;
  private final int action;

  @Spec private CommandSpec spec;

  @Mixin private ZoneFlags zone;

  @Option(
      names = "--slba",
      paramLabel = "LBA",
      converter = ParameterConverters.ToNumber.class,
      description = "The first block of the zone.")
  private Long slba;

  @Option(names = "--all", description = "All zones for which the action makes sense.")
  private boolean all;

  ZoneSendCommand(String name, int action) {
    this.name = name;
    this.action = action;
  }

  @Override
  public Integer call() throws IOException {
    if (all == (slba != null)) {
      throw zone.device.wrong("say which zone: either --slba LBA or --all");
    }
    try (DirectNamespace namespace = zone.device.namespace()) {
      zone.geometry(namespace);
      Sqe sqe = Sqe.allocate();
      (all ? ZoneManagementSend.all(action) : ZoneManagementSend.of(action, slba)).encode(sqe);
      zone.device.run(namespace, sqe, ByteBuffer.allocate(0), ZoneFlags.START);
    }
    CommandOutput.print(
        spec,
        "%s: success, %s (%s)%n"
            .formatted(
                name,
                all ? "all zones" : "zone at 0x" + Long.toHexString(slba),
                ZoneSendAction.nameOf(action)));
    return 0;
  }
}
