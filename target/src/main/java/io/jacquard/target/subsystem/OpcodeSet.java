package io.jacquard.target.subsystem;

/** A set of opcodes, 0 to 255. Immutable; {@link #has} allocates nothing. */
public final class OpcodeSet {
  private static final int WORDS = 4;

  /** No opcode. */
  public static final OpcodeSet NONE = new OpcodeSet(new long[WORDS]);

  private final long[] words;

  private OpcodeSet(long[] words) {
    this.words = words;
  }

  /** The opcodes given, each 0 to 255. */
  public static OpcodeSet of(int... opcodes) {
    long[] words = new long[WORDS];
    for (int opcode : opcodes) {
      words[opcode >> 6] |= 1L << opcode;
    }
    return new OpcodeSet(words);
  }

  /** What is in this set or the other. */
  public OpcodeSet with(OpcodeSet other) {
    long[] both = new long[WORDS];
    for (int i = 0; i < WORDS; i++) {
      both[i] = words[i] | other.words[i];
    }
    return new OpcodeSet(both);
  }

  /** True if {@code opcode}, 0 to 255, is in the set. */
  public boolean has(int opcode) {
    return (words[opcode >> 6] & 1L << opcode) != 0;
  }
}
