package io.jacquard.target.discovery;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.controller.ConnectRefusedException;
import io.jacquard.target.controller.Controller;
import io.jacquard.target.controller.ControllerSeat;
import io.jacquard.target.controller.DiscoveryController;
import io.jacquard.target.controller.DiscoverySource;
import io.jacquard.target.controller.Export;
import io.jacquard.target.controller.HostQueue;
import io.jacquard.target.controller.IoController;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.ReferralDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.ControllerIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The discovery subsystem of a target: it is behind every port, under the well-known name and under
 * its own. Thread-safe; what there is to discover is published by the control thread.
 */
public final class DiscoveryService implements DiscoverySource {
  private static final DiscoveryView NOTHING =
      new DiscoveryView(List.of(), List.of(), Nqn.DISCOVERY);

  private final TargetMetrics metrics;
  private final ControllerIds controllerIds = new ControllerIds();
  private final Set<DiscoveryController> controllers = ConcurrentHashMap.newKeySet();
  private volatile State state = new State(NOTHING, Generations.FIRST);

  /** What is to be seen, and its generations: valid together. */
  private record State(DiscoveryView view, Generations generations) {}

  /** A service that knows of nothing yet. */
  public DiscoveryService(TargetMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Makes another definition visible and tells the hosts for which something has changed. Called by
   * the control thread.
   *
   * @param addresses where ports listen, by port ID; ports that do not listen are left out
   */
  public void publish(TargetDefinition definition, Map<Integer, TransportAddress> addresses) {
    DiscoveryView next = view(definition, addresses);
    State before = state;
    state = new State(next, before.generations().next(before.view(), next));
    controllers.forEach(DiscoveryController::logChanged);
  }

  private static DiscoveryView view(
      TargetDefinition definition, Map<Integer, TransportAddress> addresses) {
    List<DiscoveryView.Place> places = new ArrayList<>();
    List<DiscoveryView.Referral> referrals = new ArrayList<>();
    for (PortDefinition port : definition.ports()) {
      TransportAddress address = addresses.get(port.portId());
      if (address == null) {
        continue;
      }
      for (SubsystemDefinition subsystem : definition.subsystems()) {
        if (port.subsystems().contains(subsystem.nqn())) {
          Audience audience = new Audience(subsystem.allowAnyHost(), subsystem.allowedHosts());
          places.add(new DiscoveryView.Place(port.portId(), address, subsystem.nqn(), audience));
        }
      }
      port.referrals().stream()
          // Told as it is: a wildcard would lead hosts to themselves.
          .filter(to -> !to.address().isWildcard())
          .forEach(to -> referrals.add(new DiscoveryView.Referral(port.portId(), to)));
    }
    return new DiscoveryView(places, referrals, definition.discoveryNqn().orElse(Nqn.DISCOVERY));
  }

  /** What leads to the discovery subsystem on a port; empty if {@code nqn} is not its name. */
  public Optional<Export> export(Nqn nqn, int portId) {
    return nqn.isDiscovery() || nqn.equals(nqn())
        ? Optional.of(new DiscoveryExport(portId))
        : Optional.empty();
  }

  /** The discovery controllers that exist now. */
  public Set<DiscoveryController> controllers() {
    return Set.copyOf(controllers);
  }

  @Override
  public Nqn nqn() {
    return state.view().nqn();
  }

  @Override
  public long generation(Optional<Nqn> host) {
    return state.generations().of(host);
  }

  @Override
  public DiscoveryLog log(Optional<Nqn> host, TransportAddress at, int portId) {
    State now = state;
    DiscoveryView seen = now.view().seenBy(host);
    List<DiscoveryLogEntry> entries = new ArrayList<>();
    if (!at.isWildcard()) {
      TransportAddress told = DiscoveryView.withoutZone(at);
      entries.add(entry(DiscoveryLogEntry.SUBTYPE_CURRENT_DISCOVERY, told, portId, seen.nqn()));
    }
    for (DiscoveryView.Place place : seen.places()) {
      DiscoveryView.reachable(place.address(), at)
          .map(a -> entry(DiscoveryLogEntry.SUBTYPE_NVM, a, place.portId(), place.subsystem()))
          .ifPresent(entries::add);
    }
    for (DiscoveryView.Referral referral : seen.referrals()) {
      if (referral.toldOn() == portId) {
        entries.add(entry(referral.to()));
      }
    }
    return new DiscoveryLog(now.generations().of(host), entries);
  }

  /** An entry that leads to this target. */
  private static DiscoveryLogEntry entry(
      int subtype, TransportAddress address, int portId, Nqn nqn) {
    boolean current = subtype == DiscoveryLogEntry.SUBTYPE_CURRENT_DISCOVERY;
    return DiscoveryLogEntry.builder(subtype, address, portId, nqn)
        .set(DiscoveryLogEntry.ASQSZ, Export.ADMIN_QUEUE_ENTRIES)
        .set(
            DiscoveryLogEntry.TREQ,
            DiscoveryLogEntry.TREQ_SECURE_CHANNEL_NOT_REQUIRED
                | DiscoveryLogEntry.TREQ_SQ_FLOW_CONTROL_DISABLE)
        .set(
            DiscoveryLogEntry.EFLAGS,
            current
                ? DiscoveryLogEntry.EFLAGS_PERSISTENT_CONNECTION
                    | DiscoveryLogEntry.EFLAGS_DUPLICATE
                : 0)
        .build();
  }

  /** A referral: nothing is known of what is there. */
  private static DiscoveryLogEntry entry(ReferralDefinition to) {
    return DiscoveryLogEntry.builder(
            DiscoveryLogEntry.SUBTYPE_REFERRAL, to.address(), to.portId(), to.nqn())
        .build();
  }

  @Override
  public void ended(DiscoveryController controller) {
    if (controllers.remove(controller)) {
      controllerIds.free(controller.controllerId());
    }
  }

  /** The discovery subsystem behind one port. */
  private final class DiscoveryExport implements Export {
    private final int portId;

    DiscoveryExport(int portId) {
      this.portId = portId;
    }

    @Override
    public boolean allows(Optional<Nqn> host) {
      return true;
    }

    @Override
    public Controller create(HostQueue queue, Connect connect, ConnectData data)
        throws ConnectRefusedException {
      int id =
          controllerIds
              .reserve(1, ConnectData.CNTLID_MAX)
              .orElseThrow(
                  () ->
                      ConnectRefusedException.transientCause(
                          Status.CONNECT_CONTROLLER_BUSY, "all controller IDs are in use"));
      DiscoveryController controller =
          create(new ControllerSeat(queue, portId, id, connect, data, metrics));
      controllers.add(controller);
      controller.start();
      return controller;
    }

    private DiscoveryController create(ControllerSeat seat) {
      try {
        return new DiscoveryController(seat, DiscoveryService.this);
      } catch (RuntimeException e) {
        controllerIds.free(seat.controllerId());
        throw e;
      }
    }

    @Override
    public Optional<IoController> find(int controllerId) {
      return Optional.empty();
    }
  }
}
