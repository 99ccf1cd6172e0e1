package io.jacquard.initiator.cli;

import picocli.CommandLine.Option;

/** Flags that choose the form of output. */
final class FormatFlags {
  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private OutputFormat format;

  @Option(
      names = {"-b", "--raw-binary"},
      description = "The same as -o binary.")
  private boolean rawBinary;

  OutputFormat format() {
    return rawBinary ? OutputFormat.binary : format;
  }
}
