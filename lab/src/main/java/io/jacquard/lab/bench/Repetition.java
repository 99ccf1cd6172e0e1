package io.jacquard.lab.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How often and how long a benchmark measures: the options that all of them have. */
final class Repetition {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private int rounds;
  private int seconds;

  @Option(names = "--rounds", defaultValue = "3", description = "Default ${DEFAULT-VALUE}.")
  void rounds(int number) {
    rounds = atLeastOne("--rounds", number);
  }

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Time of each measurement; default ${DEFAULT-VALUE}.")
  void seconds(int number) {
    seconds = atLeastOne("--seconds", number);
  }

  int rounds() {
    return rounds;
  }

  /** Seconds of each measurement. */
  int seconds() {
    return seconds;
  }

  private int atLeastOne(String option, int number) {
    if (number < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " " + number + " would measure nothing: write 1 or more");
    }
    return number;
  }
}
