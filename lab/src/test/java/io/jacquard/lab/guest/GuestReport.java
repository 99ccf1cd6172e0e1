package io.jacquard.lab.guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * One line of the runner's output that is meant for the host, among what the tests print.
 *
 * @param kind what happened
 * @param selection index of the selection in the plan
 * @param id by which no other test of the selection is known
 * @param test its name for people; empty for {@link Kind#END}
 * @param failure the stack trace, or why it was left out; otherwise empty
 */
public record GuestReport(Kind kind, int selection, String id, String test, String failure) {

  /** What a report is about. */
  public enum Kind {
    /** A test begins. */
    STARTED,
    /** A test succeeded. */
    SUCCESSFUL,
    /** A test, or what surrounds tests, failed. */
    FAILED,
    /** A test was left out, or gave up on an assumption. */
    SKIPPED,
    /** All selections have been run. */
    END
  }

  private static final String MARK = "@jacquard-tests@";
  private static final int WORDS = 6;

  /** The line, without its end. */
  public String line() {
    return String.join(
        " ",
        MARK,
        kind.name(),
        Integer.toString(selection),
        encoded(id),
        encoded(test),
        encoded(failure));
  }

  private static String encoded(String text) {
    // The dot keeps an empty text a word.
    return "." + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The report in a line, if it is one. */
  public static Optional<GuestReport> in(String line) {
    String[] words = line.strip().split(" ");
    if (words.length != WORDS || !words[0].equals(MARK)) {
      return Optional.empty();
    }
    return Optional.of(
        new GuestReport(
            Kind.valueOf(words[1]),
            Integer.parseInt(words[2]),
            decoded(words[3]),
            decoded(words[4]),
            decoded(words[5])));
  }

  private static String decoded(String word) {
    return new String(Base64.getDecoder().decode(word.substring(1)), StandardCharsets.UTF_8);
  }

  /** All reports in an output, in their order. */
  public static List<GuestReport> all(String output) {
    List<GuestReport> reports = new ArrayList<>();
    output.lines().forEach(line -> in(line).ifPresent(reports::add));
    return reports;
  }
}
