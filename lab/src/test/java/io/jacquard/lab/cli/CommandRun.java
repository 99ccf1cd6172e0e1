package io.jacquard.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A command of the program within this process, and what came of it.
 *
 * @param exitCode 0 for success
 * @param out what it printed
 * @param err what it complained about
 */
public record CommandRun(int exitCode, String out, String err) {

  /** Runs a command line, split at its spaces. */
  public static CommandRun of(String line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = line.split(" ");
    CommandLine commands = Jacquard.commandLine(words[0]);
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    int exitCode = commands.execute(words);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** What a command prints that succeeds. */
  public static String output(String line) {
    CommandRun run = of(line);
    assertThat(run.exitCode()).as(line + ": " + run).isZero();
    return run.out();
  }

  /** What a command prints for programs. */
  public static JsonNode json(String line) throws IOException {
    return new ObjectMapper().readTree(output(line + " -o json"));
  }

  /** A command that fails with these words. */
  public static void refused(String line, int exitCode, String... words) {
    CommandRun run = of(line);
    assertThat(run.exitCode()).as(line + ": " + run).isEqualTo(exitCode);
    assertThat(run.err()).contains(words);
  }
}
