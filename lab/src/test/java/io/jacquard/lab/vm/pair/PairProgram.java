package io.jacquard.lab.vm.pair;

import io.jacquard.lab.vm.GuestRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that starts {@code jacquard} in a process of its own. */
final class PairProgram {

  private PairProgram() {}

  static List<String> jacquard(List<String> arguments) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // The guests have the same disk as those of other tests.
                "-Djacquard.lab.train=true",
                property(GuestRuntime.TEST_RUNNER_PROPERTY),
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.jacquard.lab.cli.Jacquard"));
    words.addAll(arguments);
    return words;
  }

  private static String property(String name) {
    return "-D" + name + "=" + System.getProperty(name);
  }
}
