package io.jacquard.lab.session;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What to run in a guest.
 *
 * @param kind by which process
 * @param script of bash; not used for a shell
 * @param terminal of those who sit before a shell
 */
public record GuestCommand(Kind kind, String script, Terminal terminal) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /** By which process of the guest a command is run. */
  public enum Kind {
    /** A script with three streams. */
    RUN("run"),
    /** A shell for people, in a terminal. */
    SHELL("shell");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** In the protocol. */
    String word() {
      return word;
    }
  }

  /**
   * A terminal.
   *
   * @param type such as {@code xterm-256color}
   */
  public record Terminal(int rows, int columns, String type) {

    /** What is taken when nothing is known. */
    public static final Terminal UNKNOWN = new Terminal(24, 80, "dumb");

    /** Takes the type only if it is a plain word. */
    public Terminal {
      type = PLAIN.matcher(type).matches() ? type : "dumb";
    }
  }

  /** Runs a script of bash. */
  public static GuestCommand script(String text) {
    return new GuestCommand(Kind.RUN, text, Terminal.UNKNOWN);
  }

  /**
   * Runs words as they are; a single one is a line for the shell, such as {@code "dmesg | tail"}.
   */
  public static GuestCommand of(List<String> words) {
    return script(
        words.size() == 1
            ? words.getFirst()
            : words.stream().map(GuestCommand::quoted).collect(Collectors.joining(" ")));
  }

  /** A shell in a terminal. */
  public static GuestCommand shell(Terminal terminal) {
    return new GuestCommand(Kind.SHELL, "", terminal);
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
