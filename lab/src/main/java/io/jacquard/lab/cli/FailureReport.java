package io.jacquard.lab.cli;

import io.jacquard.target.cli.CommandFailedException;
import io.jacquard.target.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Tells a person why a command failed. What they can do something about is said in words; a stack
 * trace is for bugs.
 */
final class FailureReport implements IExecutionExceptionHandler {
  private static final int FAILED = 1;

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result)
      throws Exception {
    if (e instanceof ParameterException wrongUsage) {
      return command.getParameterExceptionHandler().handleParseException(wrongUsage, new String[0]);
    }
    PrintWriter err = command.getErr();
    if (isForPeople(e)) {
      err.println(e.getMessage() == null ? e.toString() : e.getMessage());
    } else {
      err.println("This is a bug in jacquard. Please report it with the lines below.");
      e.printStackTrace(err);
    }
    err.flush();
    return FAILED;
  }

  private static boolean isForPeople(Exception e) {
    return e instanceof CommandFailedException
        || e instanceof InvalidConfigurationException
        || e instanceof IOException;
  }
}
