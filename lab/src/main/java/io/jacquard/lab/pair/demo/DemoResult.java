package io.jacquard.lab.pair.demo;

/**
 * How one combination went. Immutable; each method returns another one.
 *
 * @param combination that was tried
 * @param discovered whether the subsystem was found by discovery
 * @param connected whether a controller was there
 * @param verifiedBytes written and read back as they were written
 * @param fileSystem what was done with a file system; empty if nothing was
 * @param seconds that all of it took
 * @param failure why it ended early; empty if it did not
 */
public record DemoResult(
    Combination combination,
    boolean discovered,
    boolean connected,
    long verifiedBytes,
    String fileSystem,
    double seconds,
    String failure) {

  static DemoResult of(Combination combination) {
    return new DemoResult(combination, false, false, 0, "", 0, "");
  }

  DemoResult withDiscovery() {
    return new DemoResult(
        combination, true, connected, verifiedBytes, fileSystem, seconds, failure);
  }

  DemoResult withConnection() {
    return new DemoResult(
        combination, discovered, true, verifiedBytes, fileSystem, seconds, failure);
  }

  DemoResult withVerified(long bytes) {
    return new DemoResult(combination, discovered, connected, bytes, fileSystem, seconds, failure);
  }

  DemoResult withFileSystem(String done) {
    return new DemoResult(
        combination, discovered, connected, verifiedBytes, done, seconds, failure);
  }

  DemoResult failed(String why) {
    return new DemoResult(
        combination, discovered, connected, verifiedBytes, fileSystem, seconds, why);
  }

  DemoResult after(double time) {
    return new DemoResult(
        combination, discovered, connected, verifiedBytes, fileSystem, time, failure);
  }

  /** Whether everything went well. */
  public boolean ok() {
    return failure.isEmpty();
  }
}
