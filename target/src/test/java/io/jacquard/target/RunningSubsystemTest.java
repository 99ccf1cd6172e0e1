package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.subsystem.Association;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What associations hear when a namespace changes by itself. */
class RunningSubsystemTest {
  private static final Nqn NAME = Nqn.parse("nqn.2026-01.io.example:running");

  private static final class Heard implements Association {
    private final List<Set<Integer>> changes = new ArrayList<>();

    @Override
    public int controllerId() {
      return 1;
    }

    @Override
    public Optional<Nqn> host() {
      return Optional.empty();
    }

    @Override
    public int portId() {
      return 1;
    }

    @Override
    public void end(CloseReason reason) {}

    @Override
    public void subsystemChanged(Set<Integer> changed) {
      changes.add(changed);
    }

    @Override
    public CompletableFuture<Void> stop(CloseReason reason) {
      return CompletableFuture.completedFuture(null);
    }
  }

  @Test
  void hostsHearOfADeviceThatHasAnotherSize() {
    SubsystemDefinition definition =
        SubsystemDefinition.open(
            NAME,
            List.of(
                NamespaceDefinition.of(3, NamespaceUri.parse("played:a")),
                NamespaceDefinition.of(7, NamespaceUri.parse("played:b"))));
    PlayedProvider.OPENED.clear();
    List<Runnable> control = new ArrayList<>();
    RunningSubsystem subsystem = new RunningSubsystem(definition, Runnable::run, control::add);
    Heard association = new Heard();
    subsystem.roster().add(association);
    subsystem.grow(definition, new Failures());
    association.changes.clear();

    PlayedProvider.OPENED.get(1).becomes(4711);

    assertThat(association.changes).as("not on the thread that noticed").isEmpty();
    control.forEach(Runnable::run);
    assertThat(association.changes).containsExactly(Set.of(7));
    assertThat(subsystem.namespaces().get(1).medium().geometry().blocks()).isEqualTo(4711);
    subsystem.close();
  }
}
