package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard idfy}. */
@Command(
    name = "idfy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Sends Identify and prints what it returns.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard idfy /dev/nvme0n1 --cns 0x03",
      "  jacquard idfy pci:0000:01:00.0?nsid=1 --cns 0x05 --csi 2",
      "  jacquard idfy disk.img --cns 0x01 -o json",
    })
final class IdentifyCommand implements Callable<Integer> {
  /** Structures of a namespace: the one that is open is meant unless another is named. */
  private static final Set<Integer> OF_NAMESPACE =
      Set.of(
          Cns.IDENTIFY_NAMESPACE,
          Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST,
          Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE,
          Cns.IO_COMMAND_SET_INDEPENDENT_NAMESPACE,
          Cns.IDENTIFY_ALLOCATED_NAMESPACE);

  @Spec private CommandSpec spec;

  @Mixin private IdentifyFlags flags;

  @Option(
      names = "--cns",
      paramLabel = "CNS",
      required = true,
      converter = ParameterConverters.ToNumber.class,
      description = "Which structure: 0 a namespace's, 1 the controller's, 2 the list of IDs ...")
  private long cns;

  @Option(
      names = "--nsid",
      paramLabel = "NSID",
      converter = ParameterConverters.ToNumber.class,
      description = "Namespace ID; for structures of namespaces that of the URI.")
  private Long nsid;

  @Option(
      names = "--csi",
      paramLabel = "CSI",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Command set: 0 NVM, 1 key value, 2 zoned; default ${DEFAULT-VALUE}.")
  private long csi;

  @Option(
      names = "--cntid",
      paramLabel = "CNTID",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Controller ID; default ${DEFAULT-VALUE}.")
  private long cntid;

  @Option(
      names = "--setid",
      paramLabel = "ID",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "NVM set or other CNS specific ID; default ${DEFAULT-VALUE}.")
  private long setid;

  @Option(
      names = "--uuid",
      paramLabel = "INDEX",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "UUID index; default ${DEFAULT-VALUE}.")
  private long uuid;

  @Override
  public Integer call() throws IOException {
    try (AdminSession session = flags.device.controller()) {
      flags.run(spec, session, command(session));
    }
    return 0;
  }

  private Identify command(AdminSession session) throws IOException {
    int of =
        nsid != null
            ? nsid.intValue()
            : OF_NAMESPACE.contains((int) cns) ? session.requireNsid() : 0;
    try {
      return new Identify(
          of,
          Math.toIntExact(cns),
          Math.toIntExact(cntid),
          Math.toIntExact(csi),
          Math.toIntExact(setid),
          Math.toIntExact(uuid));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw flags.device.wrong(e.getMessage());
    }
  }
}
