package io.jacquard.lab.vm;

/**
 * How a script ended in the guest.
 *
 * @param status its exit status; {@link #TIMED_OUT} if it was ended because of its limit
 * @param output what it printed on standard output and standard error, in the order of printing
 */
public record ScriptResult(int status, String output) {

  /** Status of a script that was ended because it ran longer than its limit. */
  public static final int TIMED_OUT = 124;

  /** Whether the script ended with status 0. */
  public boolean succeeded() {
    return status == 0;
  }

  /** Whether the script was ended because of its limit. */
  public boolean timedOut() {
    return status == TIMED_OUT;
  }
}
