package io.jacquard.initiator.cli;

import io.jacquard.initiator.DirectNamespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
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

  /** Wrong usage of the command, with its reason. */
  ParameterException wrong(String reason) {
    return new ParameterException(command.commandLine(), reason);
  }
}
