package io.jacquard.target.subsystem;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.target.definition.SubsystemDefinition;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A subsystem over its whole life: the snapshot that is valid now, and its associations.
 * Thread-safe.
 */
public final class SubsystemRoster {
  private final Nqn nqn;
  private final ControllerIds controllerIds = new ControllerIds();
  private final Map<Integer, Association> associations = new ConcurrentHashMap<>();
  private volatile Subsystem current;
  private volatile boolean removed;

  /** A subsystem without associations. */
  public SubsystemRoster(Subsystem first) {
    this.nqn = first.nqn();
    this.current = first;
  }

  /** The subsystem's name, fixed. */
  public Nqn nqn() {
    return nqn;
  }

  /** The snapshot that is valid now. */
  public Subsystem current() {
    return current;
  }

  /** Makes another snapshot valid. The associations are told by the caller, afterwards. */
  public void replace(Subsystem next) {
    current = next;
  }

  /** The subsystem is no longer exported. Associations that exist are ended by the caller. */
  public void remove() {
    removed = true;
  }

  /** True once it is no longer exported. */
  public boolean isRemoved() {
    return removed;
  }

  /**
   * Reserves a free controller ID, one that was not used for as long as possible.
   *
   * @return empty if all IDs that the definition allows are in use
   */
  public OptionalInt reserveControllerId() {
    SubsystemDefinition definition = current.definition();
    return controllerIds.reserve(definition.firstControllerId(), definition.lastControllerId());
  }

  /** Gives a reserved controller ID back under which no association came to be. */
  public void freeControllerId(int controllerId) {
    controllerIds.free(controllerId);
  }

  /**
   * Makes an association known under its reserved controller ID. Whoever adds one checks afterwards
   * that host and subsystem are still allowed, since the control thread may have looked before.
   */
  public void add(Association association) {
    associations.put(association.controllerId(), association);
  }

  /** Forgets an association and frees its controller ID. Harmless when repeated. */
  public void forget(Association association) {
    if (associations.remove(association.controllerId(), association)) {
      controllerIds.free(association.controllerId());
    }
  }

  /** The association with a controller ID. */
  public Optional<Association> find(int controllerId) {
    return Optional.ofNullable(associations.get(controllerId));
  }

  /** Those that exist now. */
  public Collection<Association> associations() {
    return associations.values();
  }
}
