package io.jacquard.initiator;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Who this host is to controllers.
 *
 * @param nqn the host's name
 * @param id the host identifier; the same for every connection of a host
 */
public record HostIdentity(Nqn nqn, HostId id) {
  private static final Path DIRECTORY = Path.of("/etc/nvme");
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");
  private static final String UUID_PREFIX = "nqn.2014-08.org.nvmexpress:uuid:";

  /** Checks that there are values. */
  public HostIdentity {
    Objects.requireNonNull(nqn, "nqn");
    Objects.requireNonNull(id, "id");
  }

  /** An identity whose NQN is made of the host ID, as tools do it. */
  public static HostIdentity of(HostId id) {
    return new HostIdentity(Nqn.parse(UUID_PREFIX + id), id);
  }

  /** The identity with this name; the ID is the UUID of the NQN, or derived from the name. */
  public static HostIdentity of(Nqn nqn) {
    return new HostIdentity(nqn, idOf(nqn));
  }

  private static HostId idOf(Nqn nqn) {
    if (nqn.value().startsWith(UUID_PREFIX)) {
      return HostId.parse(nqn.value().substring(UUID_PREFIX.length()));
    }
    return derived(nqn.value());
  }

  /**
   * The identity of this machine: of the files {@code hostnqn} and {@code hostid} in {@code
   * /etc/nvme}, which Linux's tools use too; the host ID may be missing. Without them an identity
   * that follows from the machine and the user, and stays the same. Nothing is written.
   *
   * @throws IOException if a file is there but cannot be read or holds something else
   */
  public static HostIdentity ofMachine() throws IOException {
    return of(DIRECTORY, MACHINE_ID, System.getProperty("user.name", ""));
  }

  static HostIdentity of(Path directory, Path machineId, String user) throws IOException {
    Optional<Nqn> nqn = line(directory.resolve("hostnqn"), Nqn::accept);
    Optional<HostId> id = line(directory.resolve("hostid"), HostId::parse);
    if (nqn.isPresent()) {
      return new HostIdentity(nqn.get(), id.orElseGet(() -> idOf(nqn.get())));
    }
    if (id.isPresent()) {
      return of(id.get());
    }
    String machine = line(machineId, text -> text).orElse("");
    return of(derived("machine " + machine + " user " + user));
  }

  private static HostId derived(String text) {
    byte[] name = ("io.jacquard host identity 1 " + text).getBytes(StandardCharsets.UTF_8);
    return new HostId(UUID.nameUUIDFromBytes(name));
  }

  private static <T> Optional<T> line(Path file, Function<String, T> parser) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage() + "; correct or remove the file", e);
    }
  }
}
