package io.jacquard.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The committed list of libraries and licences is the one that the build resolves. */
@Tag("architecture")
class ThirdPartyListTest {
  @Test
  void theCommittedListIsWhatTheBuildResolves() {
    assertThat(Path.of("../THIRD-PARTY.txt"))
        .as("stale: run mvn -Plicenses -pl lab -am package -DskipTests and commit the result")
        .hasSameTextualContentAs(Path.of("target/third-party/THIRD-PARTY.txt"));
  }
}
