package io.jacquard.nvme.transport;

import io.jacquard.nvme.identity.TransportType;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The transports on the class path. */
public final class Transports {
  private Transports() {}

  /** All of them. */
  public static List<Transport> installed() {
    List<Transport> found = new ArrayList<>();
    ServiceLoader.load(Transport.class).forEach(found::add);
    return found;
  }

  /**
   * The transport of a type.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Transport of(TransportType type) {
    List<Transport> all = installed();
    return all.stream()
        .filter(t -> t.type() == type)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no transport for "
                        + type
                        + " is installed; there are: "
                        + all.stream().map(t -> t.type().toString()).toList()));
  }
}
