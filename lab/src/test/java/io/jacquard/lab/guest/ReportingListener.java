package io.jacquard.lab.guest;

import io.jacquard.lab.guest.GuestReport.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Writes a report for each test of one selection. */
final class ReportingListener implements TestExecutionListener {

  /** What is written here is in the machine's console log, even if the guest dies. */
  private static final Path KERNEL_MESSAGES = Path.of("/dev/kmsg");

  private final PrintStream out;
  private final int selection;
  private TestPlan plan;

  ReportingListener(PrintStream out, int selection) {
    this.out = out;
    this.selection = selection;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      note("<6>jacquard-tests: " + name(test));
      report(Kind.STARTED, test, "");
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    report(Kind.SKIPPED, test, reason);
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Optional<Throwable> failure = result.getThrowable();
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (test.isTest()) {
          report(Kind.SUCCESSFUL, test, "");
        }
      }
      case ABORTED -> report(Kind.SKIPPED, test, failure.map(Throwable::toString).orElse(""));
      case FAILED -> report(Kind.FAILED, test, failure.map(ReportingListener::trace).orElse(""));
    }
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  private void report(Kind kind, TestIdentifier test, String failure) {
    // The line feed before: the test may have left a line unfinished.
    out.println(
        "\n" + new GuestReport(kind, selection, test.getUniqueId(), name(test), failure).line());
    out.flush();
  }

  /** The names of the test and of what contains it, without the engine's. */
  private String name(TestIdentifier test) {
    return plan.getParent(test)
        .filter(parent -> parent.getParentId().isPresent())
        .map(parent -> name(parent) + " > " + test.getDisplayName())
        .orElse(test.getDisplayName());
  }

  private static void note(String text) {
    if (!Files.isWritable(KERNEL_MESSAGES)) {
      return;
    }
    try {
      Files.writeString(KERNEL_MESSAGES, text + "\n", StandardOpenOption.WRITE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
