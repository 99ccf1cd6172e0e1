package io.jacquard.nvme.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The declared layout of a wire structure: named fields with offset and length in bytes.
 *
 * <p>Each structure declares every byte it has, reserved ones too, so that building the layout
 * proves that fields neither overlap nor leave gaps and add up to the structure's size. Immutable.
 *
 * @param name the structure's name in the specification
 * @param size bytes
 * @param fields in order of their offset, without gap or overlap
 */
public record Layout(String name, int size, List<Field> fields) {

  /**
   * A field, or a range of reserved bytes.
   *
   * @param structure the name of the structure it is part of
   * @param name the field's name in the specification
   * @param offset bytes from the structure's start
   * @param length bytes, at least 1
   * @param reserved whether the specification gives the bytes no meaning
   */
  public record Field(String structure, String name, int offset, int length, boolean reserved) {
    /** The offset of the first byte after this field. */
    public int end() {
      return offset + length;
    }
  }

  /** Checks that the fields cover the structure exactly. */
  public Layout {
    fields = fields.stream().sorted(Comparator.comparingInt(Field::offset)).toList();
    int end = 0;
    for (Field field : fields) {
      if (field.offset() != end || field.length() < 1) {
        throw new IllegalArgumentException(
            name + ": " + field + " does not start where the field before it ends, at " + end);
      }
      end = field.end();
    }
    if (end != size) {
      throw new IllegalArgumentException(name + ": fields end at " + end + ", not at " + size);
    }
  }

  /** Starts the declaration of a structure of {@code size} bytes. */
  public static Builder of(String name, int size) {
    return new Builder(name, size);
  }

  /** The field, reserved or not, that has the byte at {@code offset}; empty if none has. */
  public Optional<Field> fieldAt(int offset) {
    return fields.stream().filter(f -> f.offset() <= offset && offset < f.end()).findFirst();
  }

  /**
   * Checks that a whole structure can be read from the buffer's position.
   *
   * @throws MalformedException if the buffer has fewer bytes left
   */
  public void requireRemaining(ByteBuffer source) {
    if (source.remaining() < size) {
      throw new MalformedException(
          name,
          "length",
          Math.max(0, source.remaining()),
          "has " + source.remaining() + " bytes, needs " + size);
    }
  }

  /** Collects the fields of one layout, in any order. */
  public static final class Builder {
    private final String name;
    private final int size;
    private final List<Field> fields = new ArrayList<>();

    private Builder(String name, int size) {
      this.name = name;
      this.size = size;
    }

    /** Adds a field and returns it. */
    public Field add(String name, int offset, int length) {
      Field field = new Field(this.name, name, offset, length, false);
      fields.add(field);
      return field;
    }

    /** Adds a field. */
    public Builder field(String name, int offset, int length) {
      add(name, offset, length);
      return this;
    }

    /** Adds {@code count} fields of equal length that follow each other. */
    public Builder fields(String name, int offset, int length, int count) {
      for (int i = 0; i < count; i++) {
        field(name + " " + i, offset + i * length, length);
      }
      return this;
    }

    /** Adds reserved bytes. */
    public Builder reserved(int offset, int length) {
      fields.add(new Field(name, "Reserved", offset, length, true));
      return this;
    }

    /**
     * Returns the layout.
     *
     * @throws IllegalArgumentException if fields overlap, leave a gap or do not add up to the size
     */
    public Layout build() {
      return new Layout(name, size, fields);
    }
  }
}
