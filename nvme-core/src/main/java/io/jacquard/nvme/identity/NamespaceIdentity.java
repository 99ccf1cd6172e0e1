package io.jacquard.nvme.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.UUID;

/**
 * The globally unique identifiers of one namespace (NVMe Base 2.1, 4.5 "Identifier Format and
 * Layout"). Hosts combine paths to namespaces with equal identifiers into one device, so they must
 * be the same on every path and differ between namespaces.
 *
 * @param eui64 may be {@link Eui64#NONE}
 * @param nguid may be {@link Nguid#NONE}
 * @param uuid all zero bits for none
 */
public record NamespaceIdentity(Eui64 eui64, Nguid nguid, UUID uuid) {
  /** The value of {@link #uuid} for a namespace without one. */
  public static final UUID NO_UUID = new UUID(0, 0);

  private static final String DOMAIN = "io.jacquard namespace identity 1";

  /** U/L bit set, I/G bit clear in the first byte of an OUI: locally administered, one device. */
  private static final long OUI_MASK = 0x03L << 56;

  private static final long LOCALLY_ADMINISTERED = 0x02L << 56;

  /** Checks that there are values. */
  public NamespaceIdentity {
    Objects.requireNonNull(eui64, "eui64");
    Objects.requireNonNull(nguid, "nguid");
    Objects.requireNonNull(uuid, "uuid");
  }

  /**
   * Identifiers that follow from the subsystem's name and the namespace identifier alone, the same
   * on every machine and at every time.
   *
   * <p>They are cut from SHA-256("io.jacquard namespace identity 1" NUL NQN NUL NSID as 4 bytes
   * little endian): the UUID from bytes 0 to 15 (version 8, RFC 9562), the NGUID from bytes 16 to
   * 31 and the EUI64 from bytes 4 to 11 exclusive-or bytes 20 to 27. The OUI of the last two is
   * locally administered, since it is no vendor's.
   *
   * @param nsid 1 to FFFFFFFEh, unsigned
   */
  public static NamespaceIdentity derive(Nqn subsystem, int nsid) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(subsystem, nsid));
    long uuidHigh = hash.getLong(0) & ~0xF000L | 0x8000L;
    long uuidLow = hash.getLong(8) & ~(3L << 62) | 2L << 62;
    Nguid nguid = new Nguid(hash.getLong(16), locallyAdministered(hash.getLong(24)));
    Eui64 eui64 = new Eui64(locallyAdministered(hash.getLong(4) ^ hash.getLong(20)));
    return new NamespaceIdentity(eui64, nguid, new UUID(uuidHigh, uuidLow));
  }

  private static byte[] sha256(Nqn subsystem, int nsid) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(DOMAIN.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(subsystem.value().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, nsid));
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static long locallyAdministered(long bytes) {
    return bytes & ~OUI_MASK | LOCALLY_ADMINISTERED;
  }

  /** Whether the namespace has a UUID. */
  public boolean hasUuid() {
    return !uuid.equals(NO_UUID);
  }
}
