package io.jacquard.target;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.target.controller.DiscoveryController;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.discovery.DiscoveryService;
import io.jacquard.target.subsystem.Association;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.NamespaceFlush;
import io.jacquard.target.subsystem.Subsystem;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running NVMe over Fabrics target: exports subsystems on ports until it is closed.
 *
 * <p>What it exports can be changed while it runs ({@link #apply}); what a change does not touch
 * goes on undisturbed. Thread-safe; methods that change something wait for each other.
 */
public final class Target implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Target.class);

  /** Time that the last steps of a shutdown get, however long the first ones took. */
  private static final Duration LAST_STEPS = Duration.ofSeconds(2);

  private final TargetSettings settings;
  private final ControlThread control = new ControlThread();
  private final Map<Nqn, SubsystemRoster> rosters = new ConcurrentHashMap<>();
  private final Map<Nqn, RunningSubsystem> subsystems = new TreeMap<>();
  private final DiscoveryService discovery;
  private final RunningPorts ports;
  private final AtomicBoolean closed = new AtomicBoolean();
  private boolean stopped;
  private volatile TargetDefinition definition =
      new TargetDefinition(List.of(), List.of(), Optional.empty());
  private volatile Map<Integer, TransportAddress> addresses = Map.of();

  private Target(TargetSettings settings) {
    this.settings = settings;
    this.discovery = new DiscoveryService(settings.metrics());
    this.ports = new RunningPorts(settings, rosters, discovery);
  }

  /**
   * Starts a target.
   *
   * @throws IOException if any of the definition's namespaces or ports cannot be had; nothing is
   *     left running then. The message names all of them and the reasons
   */
  public static Target start(TargetSettings settings, TargetDefinition definition)
      throws IOException {
    Target target = new Target(settings);
    try {
      target.apply(definition);
      return target;
    } catch (IOException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /**
   * Goes over to another definition: namespaces, hosts, subsystems and ports that differ are
   * removed, added or changed; connected hosts hear of it by asynchronous events. Hosts that are no
   * longer allowed lose their associations, as do those of removed subsystems and ports. A size
   * alone that differs in a namespace's URI resizes it in place.
   *
   * @throws IOException if something could not be done; everything else was, and {@link
   *     #definition} tells the outcome. The message names each failure and its reason
   * @throws IllegalStateException if the target is closed
   */
  public void apply(TargetDefinition next) throws IOException {
    if (closed.get()) {
      throw new IllegalStateException("the target is closed");
    }
    control.call(
        () -> {
          applyHere(next);
          return null;
        });
  }

  private void applyHere(TargetDefinition next) throws IOException {
    if (stopped) {
      throw new IllegalStateException("the target was closed meanwhile");
    }
    Failures failures = new Failures();
    Map<Nqn, SubsystemDefinition> wanted = new TreeMap<>();
    next.subsystems().forEach(subsystem -> wanted.put(subsystem.nqn(), subsystem));
    ports.prune(next, new Evictions());
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (RunningSubsystem subsystem : List.copyOf(subsystems.values())) {
      Nqn nqn = subsystem.roster().nqn();
      if (wanted.containsKey(nqn) && subsystem.canBecome(wanted.get(nqn))) {
        closing.addAll(subsystem.prune(wanted.get(nqn)));
      } else {
        subsystems.remove(nqn);
        rosters.remove(nqn);
        closing.addAll(subsystem.remove());
      }
    }
    // What is removed here may be added there: it has to be closed before it can be opened again.
    ControlThread.await(closing, settings.grace(), "closing removed namespaces");
    wanted.forEach((nqn, subsystem) -> running(subsystem).grow(subsystem, failures));
    ports.grow(next, failures);
    List<SubsystemDefinition> before = definition.subsystems();
    publish(next);
    if (!failures.isEmpty()) {
      throw failures.toException();
    }
    LOG.atInfo()
        .addKeyValue("subsystems", definition.subsystems().size())
        .addKeyValue("ports", addresses.values())
        .log(definition.subsystems().equals(before) ? "Listening" : "Exporting");
  }

  private RunningSubsystem running(SubsystemDefinition wanted) {
    return subsystems.computeIfAbsent(
        wanted.nqn(),
        nqn -> {
          RunningSubsystem made = new RunningSubsystem(wanted, control.media(), control);
          rosters.put(nqn, made.roster());
          return made;
        });
  }

  private void publish(TargetDefinition next) {
    definition =
        new TargetDefinition(
            next.subsystems().stream().map(s -> subsystems.get(s.nqn()).definition()).toList(),
            ports.definitions(),
            next.discoveryNqn());
    addresses = Map.copyOf(ports.addresses());
    discovery.publish(definition, addresses);
  }

  /** Ends the associations for which a port is no longer there. */
  private final class Evictions implements RunningPorts.Eviction {
    @Override
    public void port(int portId) {
      String why = "port " + portId + " was removed";
      subsystems.values().forEach(s -> s.end(a -> a.portId() == portId, why));
      for (DiscoveryController controller : discovery.controllers()) {
        if (controller.portId() == portId) {
          controller.end(CloseReason.of(CloseReason.Kind.STOPPING, why));
        }
      }
    }

    @Override
    public void subsystem(int portId, Nqn nqn) {
      String why = "the subsystem is no longer exported on port " + portId;
      subsystems.get(nqn).end(association -> association.portId() == portId, why);
    }
  }

  /** What is exported now: less than was asked for if a change failed in part. */
  public TargetDefinition definition() {
    return definition;
  }

  /** The subsystems as they are now, with their open namespaces, by name. */
  public List<Subsystem> subsystems() {
    return rosters.values().stream()
        .map(SubsystemRoster::current)
        .sorted(Comparator.comparing(Subsystem::nqn))
        .toList();
  }

  /** Where the ports listen, by port ID; a port 0 has become a real one. */
  public Map<Integer, TransportAddress> addresses() {
    return addresses;
  }

  /**
   * Shuts down: takes no connections, finishes the commands under way, makes durable what was
   * written, closes. Waits for commands as long as the grace time says. Harmless when repeated.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      control.call(
          () -> {
            closeHere();
            return null;
          });
    } catch (IOException e) {
      throw new IllegalStateException("closing does no input or output of its own", e);
    } finally {
      control.close();
    }
  }

  private void closeHere() {
    stopped = true;
    ports.closeListeners();
    endAssociations();
    ports.anyLoops().ifPresent(loops -> flush(loops.next()));
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    subsystems.values().forEach(subsystem -> closing.addAll(subsystem.close()));
    ControlThread.await(closing, LAST_STEPS, "closing namespaces");
    ports.closeLoops();
  }

  private void endAssociations() {
    CloseReason reason = CloseReason.of(CloseReason.Kind.STOPPING, "the target is stopping");
    List<Association> all = new ArrayList<>(discovery.controllers());
    rosters.values().forEach(roster -> all.addAll(roster.associations()));
    List<CompletableFuture<Void>> gone = all.stream().map(a -> a.stop(reason)).toList();
    if (!ControlThread.await(gone, settings.grace(), "finishing the commands under way")) {
      all.forEach(association -> association.end(reason));
      ControlThread.await(gone, LAST_STEPS, "ending associations");
    }
  }

  private void flush(Loop loop) {
    List<ExportedNamespace> all = new ArrayList<>();
    subsystems.values().forEach(subsystem -> all.addAll(subsystem.namespaces()));
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    loop.execute(() -> NamespaceFlush.start(loop, all, () -> flushed.complete(null)));
    ControlThread.await(
        List.of(flushed), settings.grace().plus(LAST_STEPS), "making writes durable");
  }
}
