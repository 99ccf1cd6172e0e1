package io.jacquard.lab.vm;

/**
 * The file in the guest where bash notes each command of a script before it runs it, with the
 * seconds since the script began and the functions it is in. What a script hung in is its last
 * line.
 *
 * @param file path in the guest
 */
record ScriptTrace(String file) {

  private static final int LINES = 12;

  /** The script with its trace switched on; its lines keep their numbers. */
  String of(String script) {
    return "exec {BASH_XTRACEFD}> "
        + file
        + "; PS4='+${SECONDS}s ${FUNCNAME[*]:+(${FUNCNAME[*]}) }'"
        + "; set -x; "
        + script;
  }

  /** A script that prints the last commands. */
  String print() {
    return "tail -n " + LINES + " " + file;
  }
}
