package io.jacquard.target.subsystem;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An NVM subsystem at one moment: an immutable snapshot. The control thread swaps it in its {@link
 * SubsystemRoster}; loops read it once per batch.
 */
public final class Subsystem {
  private final SubsystemDefinition definition;
  private final ExportedNamespace[] byNsid;
  private final List<ExportedNamespace> namespaces;
  private final Optional<BackingController> backing;

  /** A snapshot of a subsystem that is all our own. */
  public Subsystem(SubsystemDefinition definition, Collection<ExportedNamespace> namespaces) {
    this(definition, namespaces, Optional.empty());
  }

  /**
   * A snapshot.
   *
   * @param definition what was configured; its namespaces may be more than those that could be
   *     opened
   * @param namespaces those that can be used, with different NSIDs up to {@link
   *     NamespaceDefinition#LAST_NSID}
   * @param backing the local controller that a passthrough subsystem shows
   */
  public Subsystem(
      SubsystemDefinition definition,
      Collection<ExportedNamespace> namespaces,
      Optional<BackingController> backing) {
    this.definition = definition;
    this.backing = backing;
    int last = namespaces.stream().mapToInt(ExportedNamespace::nsid).max().orElse(0);
    this.byNsid = new ExportedNamespace[last + 1];
    for (ExportedNamespace namespace : namespaces) {
      byNsid[namespace.nsid()] = namespace;
    }
    List<ExportedNamespace> inOrder = new ArrayList<>();
    for (ExportedNamespace namespace : byNsid) {
      if (namespace != null) {
        inOrder.add(namespace);
      }
    }
    this.namespaces = List.copyOf(inOrder);
  }

  /** What was configured. */
  public SubsystemDefinition definition() {
    return definition;
  }

  /** The subsystem's name. */
  public Nqn nqn() {
    return definition.nqn();
  }

  /** The local controller that a passthrough subsystem shows, once it is open. */
  public Optional<BackingController> backing() {
    return backing;
  }

  /** The active namespaces in the order of their IDs. */
  public List<ExportedNamespace> namespaces() {
    return namespaces;
  }

  /**
   * The active namespace with an ID as it is on the wire. On the path of every I/O command, hence
   * no Optional.
   *
   * @return null if there is none, as for 0 and FFFFFFFFh
   */
  public ExportedNamespace namespace(int nsid) {
    return nsid >= 0 && nsid < byNsid.length ? byNsid[nsid] : null;
  }

  /** True if {@code host} may connect; one without a name may where any host may. */
  public boolean allows(Optional<Nqn> host) {
    return definition.allowAnyHost()
        || host.filter(definition.allowedHosts()::contains).isPresent();
  }

  /** What every namespace can do; everything if there is none. */
  public Set<Capability> capabilities() {
    Set<Capability> common = EnumSet.allOf(Capability.class);
    for (ExportedNamespace namespace : namespaces) {
      common.retainAll(namespace.medium().capabilities());
    }
    return common;
  }
}
