package io.jacquard.lab.vm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
   * System property: {@code true} makes programs start faster in guests, for ten seconds more of
   * making the disk.
   */
  public static final String TRAIN_PROPERTY = "jacquard.lab.train";

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
    for (String entry : classPath().split(File.pathSeparator)) {
      if (new File(entry).exists()) {
        arguments.add(entry);
      }
    }
    return new GuestRuntime(
        Path.of(LabScript.run("image/runtime", List.of("java"))),
        Path.of(LabScript.run("image/runtime", arguments)));
  }

  private static String classPath() {
    // Surefire hides the class path of the tests behind a jar of its own.
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
