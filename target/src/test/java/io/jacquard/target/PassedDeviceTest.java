package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a target says of controllers that it cannot pass through. */
class PassedDeviceTest {
  private static final Nqn NAME = Nqn.parse("nqn.2026-01.io.example:passed");

  private static SubsystemDefinition passing(Nqn name, String device) {
    return SubsystemDefinition.open(name, List.of())
        .passing(PassthroughDefinition.of(Path.of(device)));
  }

  private static void start(SubsystemDefinition... subsystems) throws IOException {
    TargetDefinition definition =
        new TargetDefinition(List.of(subsystems), List.of(), Optional.empty());
    try (TargetMetrics metrics = new TargetMetrics()) {
      Target.start(TargetSettings.defaults(metrics), definition).close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/nvme987654, no such file or directory",
    "/dev/null, is no NVMe controller; write one such as /dev/nvme0",
    "/dev/ng0n1, is no NVMe controller"
  })
  void aDeviceThatIsNoControllerStopsTheStart(String device, String reason) {
    assertThatThrownBy(() -> start(passing(NAME, device)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("subsystem " + NAME)
        .hasMessageContaining(device)
        .hasMessageContaining(reason);
  }

  @Test
  void aControllerIsDefinedOnceAndWithoutOtherNamespaces() {
    Nqn other = Nqn.parse("nqn.2026-01.io.example:other");
    assertThatThrownBy(() -> start(passing(NAME, "/dev/nvme0"), passing(other, "/dev/./nvme0")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pass the same controller through");
    assertThatThrownBy(
            () ->
                passing(NAME, "/dev/nvme0")
                    .withNamespaces(
                        List.of(NamespaceDefinition.of(1, NamespaceUri.parse("mem:1M")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it cannot have others");
  }
}
