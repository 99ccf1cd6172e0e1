package io.jacquard.lab.vm.pair;

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
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.jacquard.lab.cli.Jacquard"));
    words.addAll(1, properties());
    words.addAll(arguments);
    return words;
  }

  /** Those of this process, so that the guests get the same disks as those of other tests. */
  private static List<String> properties() {
    List<String> words = new ArrayList<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("jacquard.lab.")) {
        words.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    return words;
  }
}
