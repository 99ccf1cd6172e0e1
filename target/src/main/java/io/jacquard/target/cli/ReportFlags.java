package io.jacquard.target.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The flag that chooses between text for people and JSON for programs, and prints either. */
final class ReportFlags {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The forms, with the names that nvme-cli gives them. */
  enum Form {
    normal,
    json
  }

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Form form;

  /** Prints one of the two. */
  void print(Supplier<String> text, Supplier<JsonNode> json) {
    PrintWriter out = command.commandLine().getOut();
    out.print(
        switch (form) {
          case normal -> text.get();
          case json -> pretty(json.get()) + System.lineSeparator();
        });
    out.flush();
  }

  private static String pretty(JsonNode json) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of values always has a JSON form
    }
  }
}
