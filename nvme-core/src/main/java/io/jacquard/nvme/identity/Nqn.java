package io.jacquard.nvme.identity;

import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An NVMe Qualified Name of a host or subsystem (NVMe Base 2.1, 4.7 "NVMe Qualified Names").
 *
 * <p>Every instance keeps the hard limits: 1 to 223 bytes of UTF-8 without control characters. The
 * <em>format</em> ({@code nqn.yyyy-mm.reverse.domain[:text]}, or the UUID form) is demanded by
 * {@link #parse}; {@link #accept} takes other names too, because hosts and configurations of the
 * Linux kernel, which does not check it, use them. {@link #violation} tells the difference. Names
 * are compared byte by byte, with case.
 *
 * @param value the name
 */
public record Nqn(String value) implements Comparable<Nqn> {
  /** Longest name in bytes of UTF-8, without the terminating NUL. */
  public static final int MAX_BYTES = 223;

  /** Size in bytes of the field that holds a name on the wire, NUL-padded. */
  public static final int FIELD_BYTES = 256;

  /** The well-known name of any discovery subsystem. */
  public static final Nqn DISCOVERY = new Nqn("nqn.2014-08.org.nvmexpress.discovery");

  private static final String PREFIX = "nqn.";
  private static final String UUID_PREFIX = "nqn.2014-08.org.nvmexpress:uuid:";
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-(0[1-9]|1[0-2])");
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  /**
   * Checks the hard limits only.
   *
   * @throws IllegalArgumentException if the name is empty, too long or has control characters
   */
  public Nqn {
    Objects.requireNonNull(value, "value");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the NQN is empty");
    }
    int bytes = utf8Length(value);
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the NQN has " + bytes + " bytes, at most " + MAX_BYTES + " are allowed: " + value);
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the NQN has a control character");
    }
  }

  /**
   * A name of the specification's format.
   *
   * @throws IllegalArgumentException if it is not one; the message says where and what to write
   */
  public static Nqn parse(String text) {
    Nqn nqn = new Nqn(text);
    nqn.violation()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("NQN \"" + text + "\": " + problem);
            });
    return nqn;
  }

  /**
   * A name of any format.
   *
   * @throws IllegalArgumentException if it is empty, too long or has control characters
   */
  public static Nqn accept(String text) {
    return new Nqn(text);
  }

  /** The UUID form, {@code nqn.2014-08.org.nvmexpress:uuid:}... */
  public static Nqn ofUuid(UUID uuid) {
    return new Nqn(UUID_PREFIX + uuid);
  }

  /**
   * Reads the 256-byte field at the absolute index {@code base + offset}: a NUL-terminated name of
   * any format. Bytes after the first NUL are not looked at.
   *
   * @throws MalformedException if the name is empty, not terminated, too long or not UTF-8
   */
  public static Nqn decode(
      ByteBuffer buffer, int base, int offset, String structure, String field) {
    int length = 0;
    while (length < FIELD_BYTES && buffer.get(base + offset + length) != 0) {
      length++;
    }
    if (length == FIELD_BYTES) {
      throw new MalformedException(structure, field, offset, "is not NUL-terminated");
    }
    try {
      ByteBuffer bytes = buffer.slice(base + offset, length);
      return new Nqn(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedException(structure, field, offset, "is not UTF-8");
    } catch (IllegalArgumentException e) {
      throw new MalformedException(structure, field, offset, "is not valid: " + e.getMessage());
    }
  }

  /** Writes the name at the absolute index {@code index}, padded with NUL to 256 bytes. */
  public void encode(ByteBuffer buffer, int index) {
    byte[] field = new byte[FIELD_BYTES];
    byte[] name = value.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, field, 0, name.length);
    buffer.put(index, field);
  }

  /**
   * What the specification's format does not allow in this name; empty if it follows the format.
   */
  public Optional<String> violation() {
    if (value.startsWith(UUID_PREFIX)) {
      return UUID_TEXT.matcher(value.substring(UUID_PREFIX.length())).matches()
          ? Optional.empty()
          : Optional.of("after \"uuid:\" a UUID must follow, 8-4-4-4-12 hexadecimal digits");
    }
    if (!value.startsWith(PREFIX)) {
      return Optional.of("must start with \"nqn.\", as in nqn.2026-01.com.example:disk1");
    }
    int dateEnd = Math.min(value.length(), PREFIX.length() + 7);
    if (!DATE.matcher(value.substring(PREFIX.length(), dateEnd)).matches()) {
      return Optional.of("after \"nqn.\" a date as yyyy-mm must follow, as in nqn.2026-01.");
    }
    int colon = value.indexOf(':', dateEnd);
    String domain = value.substring(dateEnd, colon < 0 ? value.length() : colon);
    if (!domain.startsWith(".") || !DOMAIN.matcher(domain.substring(1)).matches()) {
      return Optional.of("after the date a reverse domain name must follow, as in .com.example");
    }
    if (colon == value.length() - 1) {
      return Optional.of("after the colon a name must follow");
    }
    return Optional.empty();
  }

  /** Whether this is the well-known discovery name. */
  public boolean isDiscovery() {
    return equals(DISCOVERY);
  }

  @Override
  public int compareTo(Nqn other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static int utf8Length(String text) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the NQN has half of a surrogate pair", e);
    }
  }
}
