package io.jacquard.lab.vm;

import io.jacquard.lab.guest.GuestReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * Runs classes of tests inside of a guest, in one process there, and shows each of their tests as
 * one on the host. For a method with {@code @TestFactory}:
 *
 * <pre>{@code
 * return new GuestTests(guest.get())
 *     .select("null_blk", "io.jacquard.lab.contract.NamespaceInGuest", Map.of("uri", "/dev/nullb0"))
 *     .run(Duration.ofSeconds(120));
 * }</pre>
 *
 * <p>A test that fails in the guest fails here with its stack trace; so does a selection of which
 * no test ran, and a process that ended early, with what it printed last. The guest needs {@link
 * MachineBuilder#withJacquard()}.
 */
public final class GuestTests {

  private static final int LAST_CHARACTERS = 20_000;

  private final Guest guest;
  private final Path console;
  private final List<Selection> selections = new ArrayList<>();

  /** Runs a script of bash, and waits for its end. */
  @FunctionalInterface
  private interface Guest {
    ScriptResult run(String script, Duration limit);
  }

  private record Selection(String title, String line) {}

  GuestTests(VirtualMachine machine) {
    guest = machine::run;
    console = machine.console();
  }

  /** In a machine of a lab. */
  public GuestTests(DetachedMachine machine) {
    guest = (script, limit) -> run(machine, script, limit);
    console = machine.console();
  }

  private static ScriptResult run(DetachedMachine machine, String script, Duration limit) {
    try {
      return machine.run(script, limit);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Adds a class of tests.
   *
   * @param title of what the properties choose, for people
   * @param tests {@code CLASS} or {@code CLASS#METHOD}, with the package
   * @param properties system properties while its tests run
   */
  public GuestTests select(String title, String tests, Map<String, String> properties) {
    checkExists(tests.replaceFirst("#.*", ""));
    String line =
        properties.entrySet().stream()
            .map(property -> "\t" + property.getKey() + "=" + property.getValue())
            .collect(Collectors.joining("", tests, ""));
    if (line.contains("\n")) {
      throw new IllegalArgumentException("a property with a line feed: " + line);
    }
    selections.add(new Selection(title, line));
    return this;
  }

  private static void checkExists(String name) {
    try {
      Class.forName(name, false, GuestTests.class.getClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new IllegalArgumentException("no such class of tests: " + name, missing);
    }
  }

  /**
   * Runs what was selected.
   *
   * @param limit for all of it; when it is over the process shows what its threads do, and is ended
   */
  public Stream<DynamicNode> run(Duration limit) {
    String plan = selections.stream().map(Selection::line).collect(Collectors.joining("\n"));
    ScriptResult result =
        guest.run(
            """
            plan=$(mktemp /run/plan.XXXXXX)
            cat > $plan <<'END-OF-PLAN'
            %s
            END-OF-PLAN
            JAVA_OPTS=-Xmx256m timeout --signal=QUIT --kill-after=10 %d jacquard-tests $plan
            """
                .formatted(plan, limit.toSeconds()),
            limit.plusSeconds(20));
    List<GuestReport> reports = GuestReport.all(result.output());
    List<DynamicNode> nodes = new ArrayList<>();
    for (int i = 0; i < selections.size(); i++) {
      nodes.add(container(selections.get(i).title(), reportsOf(i, reports)));
    }
    if (reports.isEmpty() || reports.getLast().kind() != GuestReport.Kind.END) {
      nodes.add(failure("the guest's tests end", diagnosis(result)));
    }
    return nodes.stream();
  }

  /** The last word on each test of a selection. */
  private static List<GuestReport> reportsOf(int selection, List<GuestReport> reports) {
    Map<String, GuestReport> last = new LinkedHashMap<>();
    for (GuestReport report : reports) {
      if (report.kind() != GuestReport.Kind.END && report.selection() == selection) {
        last.put(report.id(), report);
      }
    }
    return List.copyOf(last.values());
  }

  private static DynamicNode container(String title, List<GuestReport> reports) {
    if (reports.isEmpty()) {
      return failure(title, "no test ran");
    }
    return DynamicContainer.dynamicContainer(
        title,
        reports.stream()
            .map(
                report ->
                    DynamicTest.dynamicTest(
                        title + ": " + report.test(), () -> replay(title, report))));
  }

  private static void replay(String title, GuestReport report) {
    String test = title + ": " + report.test();
    switch (report.kind()) {
      case SUCCESSFUL, END -> {}
      case STARTED -> throw new AssertionError(test + " did not end");
      case SKIPPED -> throw new TestAbortedException(test + ": " + report.failure());
      case FAILED -> throw new AssertionError(test + "\nin the guest: " + report.failure());
    }
  }

  private static DynamicNode failure(String title, String message) {
    return DynamicTest.dynamicTest(
        title,
        () -> {
          throw new AssertionError(title + ": " + message);
        });
  }

  private String diagnosis(ScriptResult result) {
    String output =
        result
            .output()
            .lines()
            .filter(line -> GuestReport.in(line).isEmpty())
            .collect(Collectors.joining("\n"));
    return "status %d, console: %s, last output:\n%s"
        .formatted(
            result.status(),
            console,
            output.substring(Math.max(0, output.length() - LAST_CHARACTERS)));
  }
}
