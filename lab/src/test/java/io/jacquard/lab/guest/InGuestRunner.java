package io.jacquard.lab.guest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program {@code jacquard-tests} of a guest: runs selections of tests, one after another, and
 * reports on standard output.
 *
 * <p>Its argument is a file with a selection a line: {@code CLASS} or {@code CLASS#METHOD}, then
 * system properties {@code NAME=VALUE}, all separated by tabs. {@code --train} instead runs one
 * class of tests that needs no guest.
 */
public final class InGuestRunner {

  private static final String TRAINING =
      "io.jacquard.lab.contract.LocalNamespaceTest$MemoryWithLargeBlocks"
          + "#theLastBlockCanBeUsedAndTheOneAfterItCannot";

  private InGuestRunner() {}

  /** Exits with 0 when every selection was run; how the tests went is in the reports. */
  public static void main(String[] arguments) throws IOException {
    List<String> plan =
        arguments[0].equals("--train")
            ? List.of(TRAINING)
            : Files.readAllLines(Path.of(arguments[0]));
    PrintStream out = System.out;
    Launcher launcher = LauncherFactory.create();
    for (int i = 0; i < plan.size(); i++) {
      run(launcher, plan.get(i), new ReportingListener(out, i));
    }
    out.println("\n" + new GuestReport(GuestReport.Kind.END, plan.size(), "", "", "").line());
    out.flush();
    // A test may leave threads behind that would keep the process alive.
    System.exit(0);
  }

  private static void run(Launcher launcher, String line, ReportingListener listener) {
    String[] words = line.split("\t");
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      System.setProperty(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request().selectors(selector(words[0])).build(), listener);
    for (int i = 1; i < words.length; i++) {
      System.clearProperty(words[i].substring(0, words[i].indexOf('=')));
    }
  }

  private static DiscoverySelector selector(String name) {
    return name.contains("#")
        ? DiscoverySelectors.selectMethod(name)
        : DiscoverySelectors.selectClass(name);
  }
}
