package io.jacquard.target;

import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.subsystem.Association;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * A subsystem that is exported: moves it from one definition to the next. Confined to the control
 * thread.
 */
final class RunningSubsystem {
  private final Executor mediaThread;
  private final Executor control;
  private final SubsystemRoster roster;
  private final Map<Integer, Entry> entries = new TreeMap<>();
  private Optional<PassedDevice> passed = Optional.empty();

  /** A namespace, and what it was defined as. */
  private record Entry(NamespaceDefinition definition, ExportedNamespace exported) {}

  /**
   * A subsystem without namespaces; {@link #grow} opens them.
   *
   * @param control the control thread, for what namespaces tell by themselves
   */
  RunningSubsystem(SubsystemDefinition definition, Executor mediaThread, Executor control) {
    this.mediaThread = mediaThread;
    this.control = control;
    this.roster =
        new SubsystemRoster(new Subsystem(definition.withNamespaces(List.of()), List.of()));
  }

  SubsystemRoster roster() {
    return roster;
  }

  /** What it is now: without the namespaces that could not be opened. */
  SubsystemDefinition definition() {
    return roster.current().definition();
  }

  List<ExportedNamespace> namespaces() {
    return passed
        .map(PassedDevice::namespaces)
        .orElseGet(() -> entries.values().stream().map(Entry::exported).toList());
  }

  /** True if it can go over to a definition; if not it is removed, and another one made. */
  boolean canBecome(SubsystemDefinition next) {
    return definition().passthrough().equals(next.passthrough());
  }

  /**
   * Takes away the namespaces that {@code next} does not have, or has of another kind.
   *
   * @return done when their media are closed
   */
  List<CompletableFuture<Void>> prune(SubsystemDefinition next) {
    Map<Integer, NamespaceDefinition> wanted = byNsid(next);
    List<Entry> gone =
        entries.values().stream()
            .filter(entry -> !canBecome(entry.definition(), wanted.get(nsid(entry.definition()))))
            .toList();
    if (gone.isEmpty()) {
      return List.of();
    }
    Set<Integer> changed = new TreeSet<>();
    for (Entry entry : gone) {
      entries.remove(nsid(entry.definition()));
      changed.add(nsid(entry.definition()));
    }
    publish(definition(), changed);
    return gone.stream().map(entry -> entry.exported().retire()).toList();
  }

  private static boolean canBecome(NamespaceDefinition now, NamespaceDefinition next) {
    return next != null
        && now.nguid().equals(next.nguid())
        && now.eui64().equals(next.eui64())
        && now.uuid().equals(next.uuid())
        && (now.uri().equals(next.uri()) || Media.differInSize(now.uri(), next.uri()));
  }

  /** Resizes and opens namespaces, and ends the associations of hosts that may not stay. */
  void grow(SubsystemDefinition next, Failures failures) {
    Set<Integer> changed = new TreeSet<>();
    if (next.passthrough().isPresent() && passed.isEmpty()) {
      openDevice(next, changed, failures);
    }
    for (NamespaceDefinition wanted : next.namespaces()) {
      Entry entry = entries.get(nsid(wanted));
      try {
        if (entry == null) {
          entries.put(nsid(wanted), open(next.nqn(), wanted));
          changed.add(nsid(wanted));
        } else if (!entry.definition().equals(wanted)) {
          resize(entry, wanted);
          changed.add(nsid(wanted));
        }
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        failures.add(
            new IOException(
                "subsystem " + next.nqn() + ", namespace " + wanted.nsid() + ": " + e.getMessage(),
                e));
      }
    }
    SubsystemDefinition reached = next.withNamespaces(definitions());
    if (!changed.isEmpty() || !reached.equals(definition())) {
      publish(reached, changed);
      end(host -> !roster.current().allows(host.host()), "the host is no longer allowed");
    }
  }

  private void openDevice(SubsystemDefinition next, Set<Integer> changed, Failures failures) {
    try {
      PassedDevice device =
          PassedDevice.open(
              next.nqn(), next.passthrough().orElseThrow(), mediaThread, this::changedByItself);
      passed = Optional.of(device);
      device.namespaces().forEach(namespace -> changed.add(namespace.nsid()));
      // A controller that was connected before has no device behind it.
      end(association -> true, "the device of the subsystem is there now");
    } catch (IOException e) {
      failures.add(new IOException("subsystem " + next.nqn() + ": " + e.getMessage(), e));
    }
  }

  private Entry open(Nqn nqn, NamespaceDefinition wanted) throws IOException {
    NamespaceIdentity derived = NamespaceIdentity.derive(nqn, nsid(wanted));
    NamespaceIdentity identity =
        new NamespaceIdentity(
            wanted.eui64().orElse(derived.eui64()),
            wanted.nguid().orElse(derived.nguid()),
            wanted.uuid().orElse(derived.uuid()));
    Namespace medium = NamespaceKinds.open(wanted.uri());
    medium.onChange(() -> changedByItself(nsid(wanted)));
    return new Entry(wanted, new ExportedNamespace(nsid(wanted), medium, identity, mediaThread));
  }

  /** A namespace has another size: hosts are to look. On any thread. */
  private void changedByItself(int nsid) {
    control.execute(() -> publish(definition(), Set.of(nsid)));
  }

  private void resize(Entry entry, NamespaceDefinition wanted) throws IOException {
    entry.exported().medium().resize(Media.size(wanted.uri()));
    entries.put(nsid(wanted), new Entry(wanted, entry.exported()));
  }

  /**
   * Takes the whole subsystem away.
   *
   * @return done when the media are closed
   */
  List<CompletableFuture<Void>> remove() {
    roster.remove();
    end(association -> true, "the subsystem was removed");
    return close();
  }

  /** Closes the media when no queue uses them any more. */
  List<CompletableFuture<Void>> close() {
    List<CompletableFuture<Void>> closed = new ArrayList<>();
    entries.values().forEach(entry -> closed.add(entry.exported().retire()));
    entries.clear();
    passed.ifPresent(device -> closed.add(device.retire()));
    passed = Optional.empty();
    return closed;
  }

  /** Ends some associations. */
  void end(Predicate<Association> which, String why) {
    for (Association association : roster.associations()) {
      if (which.test(association)) {
        association.end(CloseReason.of(CloseReason.Kind.STOPPING, why));
      }
    }
  }

  private void publish(SubsystemDefinition definition, Set<Integer> changed) {
    roster.replace(
        new Subsystem(
            definition.withNamespaces(definitions()),
            namespaces(),
            passed.map(PassedDevice::controller)));
    for (Association association : roster.associations()) {
      association.subsystemChanged(changed);
    }
  }

  private List<NamespaceDefinition> definitions() {
    return entries.values().stream().map(Entry::definition).toList();
  }

  private static Map<Integer, NamespaceDefinition> byNsid(SubsystemDefinition definition) {
    Map<Integer, NamespaceDefinition> found = new TreeMap<>();
    definition.namespaces().forEach(namespace -> found.put(nsid(namespace), namespace));
    return found;
  }

  private static int nsid(NamespaceDefinition definition) {
    return Math.toIntExact(definition.nsid());
  }
}
