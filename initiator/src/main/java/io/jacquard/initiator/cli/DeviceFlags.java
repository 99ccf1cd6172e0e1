package io.jacquard.initiator.cli;

import io.jacquard.initiator.DirectNamespace;
import io.jacquard.initiator.NvmeStatusException;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The URI of what a command works on, and the way to it. */
final class DeviceFlags {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      index = "0",
      paramLabel = "URI",
      description =
          "A device, file or the like: /dev/nvme0n1, disk.img, mem:1G, pci:0000:01:00.0?nsid=1,"
              + " nvme+tcp://HOST:PORT/NQN?nsid=1. 'jacquard enum' lists those of this machine.")
  private String text;

  @ArgGroup(
      validate = false,
      heading =
          "%nThe way to it (what is chosen is taken, or is an error; without a choice the best that"
              + " works):%n")
  private InterfaceFlags interfaces = new InterfaceFlags();

  /** What is meant; wrong usage if there is no such kind, or an option is unknown. */
  NamespaceUri uri() {
    try {
      return NamespaceKinds.checked(interfaces.applyTo(NamespaceUri.parse(text)));
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Opens the way to its controller. */
  AdminSession controller() throws IOException {
    NamespaceUri uri = uri();
    try {
      return AdminSession.open(uri);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /** Opens it for I/O. */
  DirectNamespace namespace() throws IOException {
    NamespaceUri uri = uri();
    try {
      return DirectNamespace.open(uri.toString());
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  /** A number that is to fit 32 bits, with a sign or without. */
  int dword(String option, long value) {
    if (value < Integer.MIN_VALUE || value > 0xFFFF_FFFFL) {
      throw wrong(option + " " + value + " does not fit 32 bits");
    }
    return (int) value;
  }

  /**
   * Runs a command, and says what to do if the device refuses it.
   *
   * @param fields the options that say what the command's fields are
   */
  long run(DirectNamespace namespace, Sqe sqe, ByteBuffer data, String fields) throws IOException {
    try {
      return namespace.command(sqe, data);
    } catch (NvmeStatusException e) {
      throw new IOException(e.getMessage() + NextStep.after(e.status(), uri(), fields), e);
    }
  }

  /** Wrong usage of the command, with its reason. */
  ParameterException wrong(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}
