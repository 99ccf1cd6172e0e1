package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard feature-get}. */
@Command(
    name = "feature-get",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints the value of a feature.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard feature-get /dev/nvme0 --fid 0x07",
      "  jacquard feature-get /dev/nvme0 --fid 0x0e --data-nbytes 8",
      "  jacquard feature-get mem:64M --fid 0x06 --sel 3",
    })
final class FeatureGetCommand implements Callable<Integer> {
  private static final String FIELDS = "--fid, --sel, --nsid and --cdw11";

  @Spec private CommandSpec spec;

  @Mixin private DeviceFlags device;

  @Option(
      names = "--fid",
      paramLabel = "FID",
      required = true,
      converter = ParameterConverters.ToNumber.class,
      description = "Which feature: 4 temperature threshold, 6 write cache, 7 queues ...")
  private long fid;

  @Option(
      names = "--sel",
      paramLabel = "SEL",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "0 current, 1 default, 2 saved, 3 what can be done; default ${DEFAULT-VALUE}.")
  private long select;

  @Option(
      names = "--nsid",
      paramLabel = "NSID",
      converter = ParameterConverters.ToNumber.class,
      description = "Namespace ID, for features of namespaces.")
  private Long nsid;

  @Option(
      names = "--cdw11",
      paramLabel = "DWORD",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Command dword 11, for features that ask with it; default ${DEFAULT-VALUE}.")
  private long cdw11;

  @Option(
      names = "--data-nbytes",
      paramLabel = "BYTES",
      defaultValue = "0",
      converter = ParameterConverters.ToBytes.class,
      description = "Size of the feature's data, if it has any.")
  private long bytes;

  @Mixin private ResultFlags out;

  private void require(String option, long value, long most, String mostText) {
    if (value < 0 || value > most) {
      throw device.wrong(option + " " + value + " is not from 0 to " + mostText);
    }
  }

  /** What a command is called; features without a name of their own are "Feature 99h". */
  static String name(String verb, int fid) {
    String feature = FeatureId.nameOf(fid);
    return feature.startsWith("Feature ") ? verb + " " + feature : verb + " Features " + feature;
  }

  @Override
  public Integer call() throws IOException {
    require("--fid", fid, 0xFF, "0xff");
    require("--sel", select, 7, "7");
    require("--data-nbytes", bytes, 1 << 20, "1M");
    try (AdminSession session = device.controller()) {
      Sqe sqe =
          Sqe.allocate()
              .opcode(AdminOpcode.GET_FEATURES)
              .nsid(nsid == null ? 0 : device.dword("--nsid", nsid))
              .cdw10((int) (fid | select << 8))
              .cdw11(device.dword("--cdw11", cdw11));
      IoBuffer data = bytes == 0 ? IoBuffer.NONE : IoBuffer.allocate((int) bytes);
      String name = name("Get", (int) fid);
      long result = session.run(name, sqe, data, (int) bytes, FIELDS);
      out.print(spec, name, result, data.bytes().slice(0, (int) bytes));
    }
    return 0;
  }
}
