package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard feature-set}. */
@Command(
    name = "feature-set",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Changes the value of a feature.",
      "A file or memory has a controller for this one command only, and forgets it afterwards."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard feature-set /dev/nvme0 --fid 0x04 --feat 0x160",
      "  jacquard feature-set /dev/nvme0 --fid 0x06 --feat 0 --save",
    })
final class FeatureSetCommand implements Callable<Integer> {
  private static final int SAVE = 1 << 31;

  @Spec private CommandSpec spec;

  @Mixin private DeviceFlags device;

  @Option(
      names = "--fid",
      paramLabel = "FID",
      required = true,
      converter = ParameterConverters.ToNumber.class,
      description = "Which feature.")
  private long fid;

  @Option(
      names = "--feat",
      paramLabel = "DWORD",
      required = true,
      converter = ParameterConverters.ToNumber.class,
      description = "The value: command dword 11.")
  private long value;

  @Option(names = "--save", description = "Keep the value over resets and power cycles.")
  private boolean save;

  @Option(
      names = "--nsid",
      paramLabel = "NSID",
      converter = ParameterConverters.ToNumber.class,
      description = "Namespace ID, for features of namespaces.")
  private Long nsid;

  @Mixin private DataInFlags in;

  @Mixin private ResultFlags out;

  @Override
  public Integer call() throws IOException {
    if (fid < 0 || fid > 0xFF) {
      throw device.wrong("--fid " + fid + " is not from 0 to 0xff");
    }
    try (AdminSession session = device.controller()) {
      Sqe sqe =
          Sqe.allocate()
              .opcode(AdminOpcode.SET_FEATURES)
              .nsid(nsid == null ? 0 : device.dword("--nsid", nsid))
              .cdw10((int) fid | (save ? SAVE : 0))
              .cdw11(device.dword("--feat", value));
      IoBuffer data = in.buffer();
      String name = FeatureGetCommand.name("Set", (int) fid);
      long result = session.run(name, sqe, data, in.length(), "--fid, --feat and --nsid");
      out.print(spec, name, result, ByteBuffer.allocate(0));
    }
    return 0;
  }
}
