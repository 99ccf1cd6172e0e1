package io.jacquard.initiator;

/**
 * What a {@link ScriptedController} does with a command.
 *
 * @param kind what
 * @param status for {@link Kind#STATUS}
 * @param result CQE dwords 0 and 1 for {@link Kind#STATUS}
 */
public record Answer(Kind kind, int status, long result) {
  public enum Kind {
    /** Serve it as a good controller would. */
    USUAL,
    /** Complete it with a status, without serving it. */
    STATUS,
    /** Keep it until released. */
    HOLD,
    /** Close its connection. */
    DROP
  }

  public static final Answer USUAL = new Answer(Kind.USUAL, 0, 0);
  public static final Answer HOLD = new Answer(Kind.HOLD, 0, 0);
  public static final Answer DROP = new Answer(Kind.DROP, 0, 0);

  public static Answer status(int status) {
    return new Answer(Kind.STATUS, status, 0);
  }

  public static Answer status(int status, long result) {
    return new Answer(Kind.STATUS, status, result);
  }
}
