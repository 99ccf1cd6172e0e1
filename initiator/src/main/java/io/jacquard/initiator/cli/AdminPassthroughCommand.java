package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard padc}. */
@Command(
    name = "padc",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Passes any admin command through to the controller.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard padc /dev/nvme0 --opcode 0x06 --cdw10 1 --data-nbytes 4096",
      "  jacquard padc pci:0000:01:00.0 --opcode 0x0a --cdw10 7 -o json",
      "  jacquard padc disk.img --opcode 0x02 --nsid 0xffffffff --cdw10 0x7f0002 \\",
      "      --data-nbytes 512 --data-output health.bin",
    })
final class AdminPassthroughCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private DeviceFlags device;

  @Mixin private CommandFlags command;

  @Mixin private DataInFlags in;

  @Mixin private ResultFlags out;

  @Override
  public Integer call() throws IOException {
    try (AdminSession session = device.controller()) {
      Sqe sqe = command.entry(0);
      if (sqe.opcode() == AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST) {
        throw device.wrong("an Asynchronous Event Request ends with an event only, perhaps never");
      }
      IoBuffer data = in.buffer();
      String name = AdminOpcode.nameOf(sqe.opcode());
      long result = session.run(name, sqe, data, in.length(), CommandFlags.FIELDS);
      boolean received = DataDirection.of(sqe.opcode(), sqe.fctype()).toHost();
      ByteBuffer shown = data.bytes().slice(0, received ? in.length() : 0);
      out.print(spec, name, result, shown);
    }
    return 0;
  }
}
