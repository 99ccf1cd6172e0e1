package io.jacquard.lab.vm;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells why a script failed. The first line is for those who see nothing else: what the script ran
 * last, what it said last, what the kernel said meanwhile and how busy this machine is. All that is
 * known follows.
 *
 * <p>Made before the script starts. Used by one thread.
 */
final class FailureReport {

  /** What the kernel says when something is wrong with it or with its devices. */
  private static final Pattern ALARM =
      Pattern.compile(
          "WARNING:|BUG:|Oops|protection fault|Kernel panic|Call Trace|blocked for more than|\\bstall"
              + "|lockup|unstable|timeout|digest error|failed|error recovery|I/O error",
          Pattern.CASE_INSENSITIVE);

  /** With so many characters of its beginning and of its end a line fits with others into one. */
  private static final int SHORT = 70;

  private static final int LAST_LINES = 40;
  private static final int MOST_BYTES = 1 << 20;

  private final String script;
  private final Path console;
  private final Path qemuMessages;
  private final long consoleBefore;

  /**
   * Notes what the console has already.
   *
   * @param script that is about to run
   * @param console file with the guest's console
   * @param qemuMessages file with what QEMU said
   */
  FailureReport(String script, Path console, Path qemuMessages) {
    this.script = script;
    this.console = console;
    this.qemuMessages = qemuMessages;
    this.consoleBefore = console.toFile().length();
  }

  /**
   * The report.
   *
   * @param what happened, in short
   * @param output what it had printed; empty if that is not known
   * @param trace its last commands; empty if they are not known
   */
  String of(String what, String output, List<String> trace) {
    List<String> first = new ArrayList<>(List.of(what));
    last(trace).ifPresent(command -> first.add("in: " + command));
    last(output.lines().toList()).ifPresent(said -> first.add("said: " + said));
    mostTelling(lines(console, consoleBefore)).ifPresent(line -> first.add("kernel: " + line));
    first.add(load());
    return String.join("; ", first)
        + section("script", script)
        + section("its last commands", String.join("\n", trace))
        + section("its output", output)
        + section("QEMU", qemuSaid())
        + section("console", consoleEnd());
  }

  /** The beginning and the end of a line: there stands what and why. */
  static String shortened(String line) {
    return line.length() <= 2 * SHORT
        ? line
        : line.substring(0, SHORT) + " ... " + line.substring(line.length() - SHORT);
  }

  static String section(String title, String text) {
    return text.isBlank() ? "" : "\n--- " + title + "\n" + text.strip();
  }

  private static Optional<String> last(List<String> lines) {
    return lines.reversed().stream()
        .filter(line -> !line.isBlank())
        .findFirst()
        .map(line -> shortened(line.strip()));
  }

  /** The first alarm, from which the others often follow; without one the last line. */
  private static Optional<String> mostTelling(List<String> kernel) {
    return kernel.stream()
        .filter(line -> ALARM.matcher(line).find())
        .findFirst()
        .map(FailureReport::shortened)
        .or(() -> last(kernel));
  }

  /** The last alarm of a machine that has ended; without one its last line, if there is any. */
  static Optional<String> lastAlarm(Path console) {
    List<String> said = lines(console, Math.max(0, console.toFile().length() - MOST_BYTES));
    List<String> backwards = said.reversed();
    return backwards.stream()
        .filter(line -> ALARM.matcher(line).find())
        .findFirst()
        .map(FailureReport::shortened)
        .or(() -> last(said));
  }

  private static String load() {
    var machine = ManagementFactory.getOperatingSystemMXBean();
    return "load %.1f of %d processors"
        .formatted(machine.getSystemLoadAverage(), machine.getAvailableProcessors());
  }

  /** Also what came before: the cause may be older than the script. */
  private String consoleEnd() {
    List<String> lines = lines(console, Math.max(0, console.toFile().length() - MOST_BYTES));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static List<String> lines(Path console, long from) {
    try (RandomAccessFile file = new RandomAccessFile(console.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(file.length() - from, MOST_BYTES)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).lines().map(String::strip).toList();
    } catch (IOException failure) {
      return List.of("(the console cannot be read: " + failure + ")");
    }
  }

  private String qemuSaid() {
    try {
      return Files.readString(qemuMessages);
    } catch (IOException failure) {
      return "(cannot be read: " + failure + ")";
    }
  }
}
