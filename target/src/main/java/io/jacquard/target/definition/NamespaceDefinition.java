package io.jacquard.target.definition;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.namespace.NamespaceUri;
import java.util.Optional;
import java.util.UUID;

/**
 * A namespace to export in a subsystem. The medium's size and options are part of its URI; another
 * {@code size} in an otherwise equal URI resizes the namespace in place.
 *
 * @param nsid namespace ID, 1 to 1024
 * @param uri the medium
 * @param nguid NGUID, derived from subsystem and namespace ID if empty
 * @param eui64 EUI64, likewise
 * @param uuid UUID, likewise
 */
public record NamespaceDefinition(
    long nsid,
    NamespaceUri uri,
    Optional<Nguid> nguid,
    Optional<Eui64> eui64,
    Optional<UUID> uuid) {

  /** Largest namespace ID: keeps lists and logs within one transfer. */
  public static final long LAST_NSID = 1024;

  /** Checks the range. */
  public NamespaceDefinition {
    if (nsid < 1 || nsid > LAST_NSID) {
      throw new IllegalArgumentException("namespace ID " + nsid + " is not in 1.." + LAST_NSID);
    }
  }

  /** A namespace with derived identifiers. */
  public static NamespaceDefinition of(long nsid, NamespaceUri uri) {
    return new NamespaceDefinition(nsid, uri, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
