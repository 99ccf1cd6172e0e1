package io.jacquard.nvme.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/**
 * An immutable structure of the cold path, held as its bytes and read by the fields its {@link
 * Layout} declares. So every field the specification defines can be read and written by name, and
 * bytes that this version does not know survive decoding and encoding.
 *
 * <p>Thread-safe. Equal if type and bytes are equal.
 */
public abstract class Structure {
  private final Layout layout;
  private final ByteBuffer bytes;

  /**
   * Copies the structure from the source's position and moves it behind the structure.
   *
   * @throws MalformedException if the source has fewer bytes left than the structure needs
   */
  protected Structure(Layout layout, ByteBuffer source) {
    layout.requireRemaining(source);
    byte[] copy = new byte[layout.size()];
    source.get(copy);
    this.layout = layout;
    this.bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
    this.bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The declared fields. */
  public final Layout layout() {
    return layout;
  }

  /** Writes the structure at the target's position and moves it behind the structure. */
  public final void encode(ByteBuffer target) {
    target.put(bytes.duplicate());
  }

  /** Size in bytes. */
  public final int size() {
    return layout.size();
  }

  /** A field of 1 to 8 bytes as unsigned number; one of 8 bytes may come out negative. */
  public final long get(Layout.Field field) {
    check(layout, field, 1, 8);
    long value = 0;
    for (int i = field.length() - 1; i >= 0; i--) {
      value = value << 8 | bytes.get(field.offset() + i) & 0xFF;
    }
    return value;
  }

  /** A field of 1 to 4 bytes; one of 4 bytes may come out negative. */
  public final int getInt(Layout.Field field) {
    check(layout, field, 1, 4);
    return (int) get(field);
  }

  /** Whether any of {@code bits} is set in a field of 1 to 8 bytes. */
  public final boolean has(Layout.Field field, long bits) {
    return (get(field) & bits) != 0;
  }

  /** A little-endian unsigned field of any length, such as the 16-byte capacities. */
  public final BigInteger getBig(Layout.Field field) {
    byte[] value = getBytes(field);
    for (int i = 0, j = value.length - 1; i < j; i++, j--) {
      byte swap = value[i];
      value[i] = value[j];
      value[j] = swap;
    }
    return new BigInteger(1, value);
  }

  /**
   * An ASCII field without the spaces and NULs that pad it at its end; bytes that are not printable
   * ASCII read as '?'.
   */
  public final String getText(Layout.Field field) {
    byte[] value = getBytes(field);
    int length = value.length;
    while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == 0)) {
      length--;
    }
    for (int i = 0; i < length; i++) {
      value[i] = value[i] >= ' ' && value[i] < 0x7F ? value[i] : (byte) '?';
    }
    return new String(value, 0, length, StandardCharsets.US_ASCII);
  }

  /** A copy of a field's bytes. */
  public final byte[] getBytes(Layout.Field field) {
    check(layout, field, 1, layout.size());
    byte[] value = new byte[field.length()];
    bytes.get(field.offset(), value);
    return value;
  }

  /** A read-only little-endian view of all bytes, position 0. */
  protected final ByteBuffer bytes() {
    return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof Structure that
        && getClass() == that.getClass()
        && bytes.equals(that.bytes);
  }

  @Override
  public final int hashCode() {
    return bytes.hashCode();
  }

  /** For people: the fields that are not zero, numbers in hexadecimal. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(layout.name()).append('[');
    for (Layout.Field field : layout.fields()) {
      if (!field.reserved() && field.length() <= 8 && get(field) != 0) {
        text.append(field.name()).append('=').append(Long.toHexString(get(field))).append("h ");
      }
    }
    return text.append(']').toString().replace(" ]", "]");
  }

  private static void check(Layout layout, Layout.Field field, int min, int max) {
    if (!field.structure().equals(layout.name())) {
      throw new IllegalArgumentException(field + " is not a field of " + layout.name());
    }
    if (field.length() < min || field.length() > max) {
      throw new IllegalArgumentException(field + " is not " + min + " to " + max + " bytes long");
    }
  }

  /**
   * Collects the fields of one structure. Not thread-safe.
   *
   * @param <T> the structure
   */
  public static final class Builder<T extends Structure> {
    private final Layout layout;
    private final ByteBuffer bytes;
    private final Function<ByteBuffer, T> decode;

    /** Starts with all bytes zero. */
    public Builder(Layout layout, Function<ByteBuffer, T> decode) {
      this.layout = layout;
      this.bytes = ByteBuffer.allocate(layout.size()).order(ByteOrder.LITTLE_ENDIAN);
      this.decode = decode;
    }

    /** Starts with the bytes of {@code structure}. */
    public Builder<T> from(T structure) {
      structure.encode(bytes.duplicate());
      return this;
    }

    /**
     * Writes a field of 1 to 8 bytes.
     *
     * @param value unsigned; a negative one fits fields of 8 bytes only
     */
    public Builder<T> set(Layout.Field field, long value) {
      check(layout, field, 1, 8);
      if (field.length() < 8 && value >>> 8 * field.length() != 0) {
        throw new IllegalArgumentException(value + " does not fit " + field);
      }
      for (int i = 0; i < field.length(); i++) {
        bytes.put(field.offset() + i, (byte) (value >>> 8 * i));
      }
      return this;
    }

    /** Writes an int whose 32 bits are the field, 4 bytes long, negative or not. */
    public Builder<T> setInt(Layout.Field field, int bits) {
      check(layout, field, 4, 4);
      return set(field, bits & 0xFFFF_FFFFL);
    }

    /** Writes an unsigned little-endian number of any length. */
    public Builder<T> setBig(Layout.Field field, BigInteger value) {
      if (value.signum() < 0 || value.bitLength() > 8 * field.length()) {
        throw new IllegalArgumentException(value + " does not fit " + field);
      }
      byte[] field0 = new byte[field.length()];
      for (int i = 0; i < field0.length; i++) {
        field0[i] = value.shiftRight(8 * i).byteValue();
      }
      return setBytes(field, field0);
    }

    /** Writes printable ASCII text, padded with spaces. */
    public Builder<T> setText(Layout.Field field, String text) {
      byte[] value = new byte[field.length()];
      Arrays.fill(value, (byte) ' ');
      if (text.length() > value.length || !text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not at most " + value.length + " printable ASCII characters");
      }
      System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, value, 0, text.length());
      return setBytes(field, value);
    }

    /** Writes exactly as many bytes as the field has. */
    public Builder<T> setBytes(Layout.Field field, byte[] value) {
      check(layout, field, value.length, value.length);
      bytes.put(field.offset(), value);
      return this;
    }

    /** The structure as it is now; the builder can be used further. */
    public T build() {
      return decode.apply(bytes.duplicate());
    }
  }
}
