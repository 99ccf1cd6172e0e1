package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of namespaces that change while a target runs. */
class LiveResizeTest {
  private static final Nqn FIRST = Nqn.parse("nqn.2026-01.io.example:first");
  private static final Nqn SECOND = Nqn.parse("nqn.2026-01.io.example:second");

  private final TargetMetrics metrics = new TargetMetrics();
  private Target target;

  @BeforeEach
  void start() throws IOException {
    target = Target.start(TargetSettings.defaults(metrics), definition("mem:1M", "mem:1M"));
  }

  @AfterEach
  void close() {
    target.close();
    metrics.close();
  }

  private static TargetDefinition definition(String first, String second) {
    return new TargetDefinition(
        List.of(subsystem(FIRST, first), subsystem(SECOND, second)), List.of(), Optional.empty());
  }

  private static SubsystemDefinition subsystem(Nqn nqn, String uri) {
    return SubsystemDefinition.open(
        nqn, List.of(NamespaceDefinition.of(1, NamespaceUri.parse(uri))));
  }

  private long bytes(Nqn nqn) {
    return target.subsystems().stream()
        .filter(subsystem -> subsystem.nqn().equals(nqn))
        .mapToLong(subsystem -> subsystem.namespaces().getFirst().medium().geometry().bytes())
        .sum();
  }

  @Test
  void anotherSizeAloneResizesInPlace() throws IOException {
    var medium = target.subsystems().getFirst().namespaces().getFirst().medium();

    target.apply(definition("mem:2M", "mem:512K"));

    assertThat(bytes(FIRST)).isEqualTo(2 << 20);
    assertThat(bytes(SECOND)).isEqualTo(512 << 10);
    assertThat(target.subsystems().getFirst().namespaces().getFirst().medium()).isSameAs(medium);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:1000", "mem:lots", "mem:0"})
  void aSizeThatCannotBeIsToldLeavesTheNamespaceAndStopsNothingElse(String wrong) {
    assertThatThrownBy(() -> target.apply(definition(wrong, "mem:2M")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(FIRST.value())
        .hasMessageContaining("namespace 1");

    assertThat(bytes(FIRST)).isEqualTo(1 << 20);
    assertThat(bytes(SECOND)).isEqualTo(2 << 20);
    assertThat(target.definition().subsystems().getFirst().namespaces().getFirst().uri())
        .isEqualTo(NamespaceUri.parse("mem:1M"));
  }
}
