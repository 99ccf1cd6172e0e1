package io.jacquard.target.namespace;

/** What one step of a command does to the store. */
enum Operation {
  /** Nothing: the command is done without touching the medium. */
  NOTHING,
  /** Make everything durable. */
  FLUSH,
  /** Medium to the command's data. */
  READ,
  /** The command's data to the medium. */
  WRITE,
  /** Zeroes to the medium, keeping the space. */
  ZERO,
  /** Zeroes to the medium, giving the space back. */
  ZERO_DEALLOCATE,
  /** Space back; contents as the geometry says. */
  DEALLOCATE,
  /** The command's data against the medium. */
  COMPARE,
  /** The command's data against the medium, and if equal the fused command's data to it. */
  COMPARE_AND_WRITE,
  /** The medium read and dropped. */
  VERIFY,
  /** Medium to the copy buffer. */
  COPY_IN,
  /** The copy buffer to the medium. */
  COPY_OUT
}
