package io.jacquard.initiator.cli;

import io.jacquard.initiator.DirectNamespace;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard pioc}. */
@Command(
    name = "pioc",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Passes any I/O command through to the namespace.",
      "Which commands are possible depends on the way to it: /dev/ng0n1 and pci: carry all."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard pioc /dev/ng0n1 --opcode 0x02 --cdw10 0 --cdw12 7 --data-nbytes 4096",
      "  jacquard pioc disk.img --opcode 0x00      (Flush)",
    })
final class IoPassthroughCommand implements Callable<Integer> {
  /** What every queue knows its namespace by. */
  private static final int OWN = 1;

  @Spec private CommandSpec spec;

  @Mixin private DeviceFlags device;

  @Mixin private CommandFlags command;

  @Mixin private DataInFlags in;

  @Mixin private ResultFlags out;

  @Override
  public Integer call() throws IOException {
    try (DirectNamespace namespace = device.namespace()) {
      Sqe sqe = command.entry(OWN);
      IoBuffer data = in.buffer();
      ByteBuffer bytes = data.bytes().slice(0, in.length());
      long result;
      try {
        requireOwn(namespace.namespace(), sqe.nsid());
        result = device.run(namespace, sqe, bytes, CommandFlags.FIELDS);
      } catch (IllegalArgumentException e) {
        throw device.wrong(e.getMessage());
      }
      boolean received = DataDirection.of(sqe.opcode(), sqe.fctype()).toHost();
      out.print(spec, NvmOpcode.nameOf(sqe.opcode()), result, received ? bytes : bytes.slice(0, 0));
    }
    return 0;
  }

  /** The URI names the namespace: another one cannot be meant. */
  private void requireOwn(Namespace namespace, int nsid) throws IOException {
    if (nsid == OWN) {
      return;
    }
    Optional<ControllerAccess> controller = namespace.controller();
    int known = OWN;
    if (controller.isPresent()) {
      try (ControllerAccess open = controller.get()) {
        known = open.nsid();
      }
    }
    if (nsid != known) {
      throw device.wrong(
          "--nsid %s is not the namespace that the URI names, which is %s: leave it out"
              .formatted(Integer.toUnsignedString(nsid), Integer.toUnsignedString(known)));
    }
  }
}
