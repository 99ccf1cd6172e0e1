package io.jacquard.nvme.wire;

/**
 * Received bytes are not a valid structure. Names the structure, the field and where it is, so that
 * a controller can point the host to the byte and a log line can tell what was wrong.
 */
public final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final int offset;

  /**
   * A field holds a value that the specification does not allow.
   *
   * @param structure the structure's name in the specification
   * @param field the field's name in the specification
   * @param offset bytes from the structure's start to the field
   * @param reason what is wrong, to follow "structure: field (byte n) "
   */
  public MalformedException(String structure, String field, int offset, String reason) {
    super(structure + ": " + field + " (byte " + offset + ") " + reason);
    this.field = field;
    this.offset = offset;
  }

  /** The field's name in the specification. */
  public String field() {
    return field;
  }

  /** Bytes from the structure's start to the field. */
  public int offset() {
    return offset;
  }
}
