package io.jacquard.lab.vm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The disks with which Java runs in a guest: a Java runtime at {@code /opt/java} and this process's
 * class path at {@code /opt/jacquard}. Both have their commands in the guest's {@code PATH}: {@code
 * jacquard} is the program.
 *
 * <p>Made by {@code lab/image/runtime}, which keeps them in a cache outside of the source tree.
 *
 * @param java a squashfs image, shared read-only by all machines
 * @param program a squashfs image, shared read-only by all machines
 */
public record GuestRuntime(Path java, Path program) {

  /**
   * System property with the class that runs tests in a guest; set where tests are on the class
   * path. The guest then has the command {@code jacquard-tests} too.
   */
  public static final String TEST_RUNNER_PROPERTY = "jacquard.lab.test-runner";

  /**
   * System property with the directory of the jars that the program is shipped with; set where
   * tests are on the class path. The guest's {@code jacquard} has only these of the class path.
   */
  public static final String PROGRAM_PROPERTY = "jacquard.lab.program";

  /**
   * System property: how the names begin of what else on the class path the tests in guests need,
   * separated by commas. What a start looks through it pays for.
   */
  public static final String TEST_PATH_PROPERTY = "jacquard.lab.test-path";

  /**
   * System property: {@code true} makes programs start faster in guests, for ten seconds more of
   * making the disk.
   */
  public static final String TRAIN_PROPERTY = "jacquard.lab.train";

  /** Where Maven compiles a module to. */
  private static final Path OWN_CLASSES = Path.of("target", "classes");

  /**
   * The runtime with the class path of this process. Making it takes some ten seconds when the
   * class path has changed since the last time.
   *
   * @throws IOException if it cannot be made
   */
  public static GuestRuntime ofThisProcess() throws IOException {
    return ofThisProcess(Boolean.getBoolean(TRAIN_PROPERTY));
  }

  /**
   * The runtime with the class path of this process.
   *
   * @param train whether to make programs start faster, which takes ten seconds more
   * @throws IOException if it cannot be made
   */
  public static GuestRuntime ofThisProcess(boolean train) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("program"));
    String runner = System.getProperty(TEST_RUNNER_PROPERTY, "");
    if (!runner.isEmpty()) {
      arguments.addAll(List.of("--tests", runner));
    }
    if (train) {
      arguments.add("--train");
    }
    arguments.add("--");
    arguments.addAll(entries(GuestRuntime::isOfProgram));
    List<String> ofTests = entries(GuestRuntime::isOfTests);
    if (!ofTests.isEmpty()) {
      arguments.add("--and");
      arguments.addAll(ofTests);
    }
    return new GuestRuntime(
        Path.of(LabScript.run("image/runtime", List.of("java"))),
        Path.of(LabScript.run("image/runtime", arguments)));
  }

  private static List<String> entries(Predicate<Path> wanted) {
    return Stream.of(classPath().split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> Files.exists(entry) && wanted.test(entry))
        .map(Path::toString)
        .toList();
  }

  private static boolean isOfProgram(Path entry) {
    String jars = System.getProperty(PROGRAM_PROPERTY, "");
    return jars.isEmpty()
        || Files.exists(Path.of(jars).resolve(entry.getFileName()))
        || entry.endsWith(OWN_CLASSES);
  }

  private static boolean isOfTests(Path entry) {
    String name = entry.getFileName().toString();
    return !isOfProgram(entry)
        && Stream.of(System.getProperty(TEST_PATH_PROPERTY, "").split(","))
            .anyMatch(name::startsWith);
  }

  private static String classPath() {
    // Surefire hides the class path of the tests behind a jar of its own.
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
