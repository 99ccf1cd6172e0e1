package io.jacquard.lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Tests that end in each way, for the tests of those who run and report them. */
class SampleInGuest {

  static final String PROPERTY = "jacquard.sample";

  @Test
  void succeedsWithItsProperty() {
    assertThat(System.getProperty(PROPERTY)).isEqualTo("a value, with = and spaces");
    assertThat(Files.exists(Path.of("/run/in-the-guest"))).isTrue();
  }

  @Test
  void fails() {
    System.out.print("an unfinished line");
    throw new AssertionError("expected in this test");
  }

  @Test
  void givesUp() {
    assumeTrue(System.getProperty(PROPERTY) == null, "it has a value");
  }

  /** A class that looks like one of tests. */
  static class WithoutTests {}

  /** Takes the process of the tests with it. */
  static class Ending {
    @Test
    void endsTheProcess() {
      Runtime.getRuntime().halt(3);
    }
  }
}
