package io.jacquard.lab.cli;

import io.jacquard.target.cli.CommandFailedException;
import io.jacquard.target.config.InvalidConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
      err.println(e instanceof FileSystemException file ? words(file) : message(e));
    } else {
      err.println("This is a bug in jacquard. Please report it with the lines below.");
      e.printStackTrace(err);
    }
    err.flush();
    return FAILED;
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** The message of some of them is a path and nothing else. */
  private static String words(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing(Path.of(missing.getFile()));
      case AccessDeniedException denied ->
          denied.getFile() + ": permission denied; it needs another user, or other permissions";
      case FileAlreadyExistsException there -> there.getFile() + " exists already";
      default -> message(e);
    };
  }

  private static String missing(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null || Files.isDirectory(directory)
        ? "there is no " + file
        : file + ": there is no directory " + directory;
  }

  private static boolean isForPeople(Exception e) {
    return e instanceof CommandFailedException
        || e instanceof InvalidConfigurationException
        || e instanceof IOException;
  }
}
