package io.jacquard.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The build must compile and test with JDK 25 whatever JDK Maven itself runs on. */
class ToolchainTest {
  @Test
  void testsRunOnJdk25() {
    assertThat(Runtime.version().feature()).isEqualTo(25);
  }
}
