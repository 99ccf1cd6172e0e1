package io.jacquard.nvme.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * The declared layout of a wire structure: named fields with offset and length in bytes.
 *
 * <p>Each structure declares every byte it has, reserved ones too, so that {@link Builder#build}
 * can prove that fields neither overlap nor leave gaps and add up to the structure's size.
 * Immutable.
 *
 * @param name the structure's name in the specification
 * @param size bytes
 * @param fields in order of their offset, without gap or overlap
 */
public record Layout(String name, int size, List<Field> fields) {

  /**
   * A field, or a range of reserved bytes.
   *
   * @param name the field's name in the specification
   * @param offset bytes from the structure's start
   * @param length bytes, at least 1
   * @param reserved whether the specification gives the bytes no meaning
   */
  public record Field(String name, int offset, int length, boolean reserved) {
    /** The offset of the first byte after this field. */
    public int end() {
      return offset + length;
    }
  }

  /** Checks that the fields cover the structure exactly. */
  public Layout {
    fields = List.copyOf(fields);
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

  /** Collects the fields of one layout in the order of their offsets. */
  public static final class Builder {
    private final String name;
    private final int size;
    private final List<Field> fields = new ArrayList<>();

    private Builder(String name, int size) {
      this.name = name;
      this.size = size;
    }

    /** Adds a field. */
    public Builder field(String name, int offset, int length) {
      fields.add(new Field(name, offset, length, false));
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
      fields.add(new Field("Reserved", offset, length, true));
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
