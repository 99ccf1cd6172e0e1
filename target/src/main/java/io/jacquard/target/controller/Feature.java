package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * One feature of a controller (NVMe Base 2.1, 5.1.25 "Set Features command"). Nothing is saveable
 * and nothing belongs to a namespace. Confined to the controller's loop.
 */
interface Feature {

  /** Bytes of data that come with it, 0 for none. */
  default int dataBytes() {
    return 0;
  }

  /** False if Set Features always fails. */
  default boolean isChangeable() {
    return true;
  }

  /** False if dword 11 of a Get Features asks for a value that there is not. */
  default boolean has(int dword11) {
    return true;
  }

  /**
   * The value for dword 0 of Get Features.
   *
   * @param dword11 of the command
   */
  int current(int dword11);

  /** The value after a reset. */
  int initial(int dword11);

  /** Writes the current data, {@link #dataBytes} bytes from position 0. */
  default void data(ByteBuffer target) {}

  /**
   * Sets the value from dword 11 and the data of a Set Features command.
   *
   * @return the outcome
   */
  Outcome set(Command command);

  /** The controller was reset. */
  void reset();

  /**
   * How a Set Features ended.
   *
   * @param status 0 for success
   * @param result dword 0
   */
  record Outcome(int status, int result) {
    static final Outcome DONE = new Outcome(Status.SUCCESS, 0);
    static final Outcome INVALID = refused(Status.INVALID_FIELD);

    static Outcome refused(int status) {
      return new Outcome(Status.withDnr(status), 0);
    }
  }

  /** A value of 32 bits that is kept and, but for what is told to hosts, leads to nothing. */
  final class Kept implements Feature {
    private final int initial;
    private final IntPredicate possible;
    private int value;

    Kept(int initial, IntPredicate possible) {
      this.initial = initial;
      this.possible = possible;
      this.value = initial;
    }

    int value() {
      return value;
    }

    @Override
    public int current(int dword11) {
      return value;
    }

    @Override
    public int initial(int dword11) {
      return initial;
    }

    @Override
    public Outcome set(Command command) {
      int wanted = command.sqe().cdw11();
      if (!possible.test(wanted)) {
        return Outcome.INVALID;
      }
      value = wanted;
      return Outcome.DONE;
    }

    @Override
    public void reset() {
      value = initial;
    }
  }
}
