package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The NQN of a subsystem that was given none: of the UUID form, and the same each time the same
 * medium is exported by the same machine, so that hosts find it again.
 */
public final class DefaultNqn {
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private DefaultNqn() {}

  /** The NQN for a subsystem whose first namespace is this one. */
  public static Nqn of(NamespaceUri first) {
    return of(machine(), first);
  }

  static Nqn of(String machine, NamespaceUri first) {
    String medium =
        first.scheme().equals("file")
            ? Path.of(first.target()).toAbsolutePath().normalize().toString()
            : first.target();
    List<String> parts = List.of("jacquard", machine, first.scheme(), medium);
    byte[] name = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
    return Nqn.ofUuid(UUID.nameUUIDFromBytes(name));
  }

  private static String machine() {
    try {
      return Files.readString(MACHINE_ID).strip();
    } catch (IOException withoutMachineId) {
      return hostName();
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException withoutName) {
      return "localhost";
    }
  }
}
