package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** What every form of Identify has in common. */
final class IdentifyFlags {
  @Mixin DeviceFlags device;

  @Mixin FormatFlags output;

  /** Sends Identify and prints what it returns. */
  void run(CommandSpec spec, AdminSession session, Identify command) throws IOException {
    Sqe sqe = Sqe.allocate();
    command.encode(sqe);
    ByteBuffer data =
        session.receive(
            "Identify " + Cns.nameOf(command.cns()),
            sqe,
            Identify.DATA_BYTES,
            "--cns, --nsid, --csi and the like");
    IdentifyText.of(command, data).print(spec, output.format());
  }
}
