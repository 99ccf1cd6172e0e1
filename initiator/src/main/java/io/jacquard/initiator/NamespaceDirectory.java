package io.jacquard.initiator;

import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.NamespaceIdList;
import io.jacquard.nvme.identity.NamespaceIdentity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces of one controller: finds them and keeps up with changes. Scans run on the admin
 * lane's loop, one at a time; the result may be read from any thread.
 */
final class NamespaceDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceDirectory.class);

  private final AdminCommands commands;
  private final IntFunction<RemoteNamespace> maker;
  private final Consumer<NamespaceChange> onChange;
  private final ConcurrentSkipListMap<Long, RemoteNamespace> known = new ConcurrentSkipListMap<>();
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  /**
   * Makes an empty directory.
   *
   * @param maker makes a namespace that is not described yet
   * @param onChange told of each change, on the admin loop
   */
  NamespaceDirectory(
      AdminCommands commands,
      IntFunction<RemoteNamespace> maker,
      Consumer<NamespaceChange> onChange) {
    this.commands = commands;
    this.maker = maker;
    this.onChange = onChange;
  }

  /** The active namespaces in the order of their NSIDs. */
  List<RemoteNamespace> all() {
    return List.copyOf(known.values());
  }

  /** The namespace, or null. */
  RemoteNamespace get(int nsid) {
    return known.get(Integer.toUnsignedLong(nsid));
  }

  /** Asks the controller again for everything, after scans under way. On the admin loop. */
  CompletableFuture<Void> scan() {
    CompletableFuture<Void> scan =
        running
            .exceptionally(earlier -> null)
            .thenCompose(done -> activeIds(new ActiveNamespaceIds()))
            .thenCompose(this::describeAll);
    running = scan;
    return scan;
  }

  private CompletableFuture<List<Integer>> activeIds(ActiveNamespaceIds found) {
    return commands
        .identify(Cns.ACTIVE_NAMESPACE_ID_LIST, found.last())
        .thenCompose(
            data -> {
              try {
                return found.add(NamespaceIdList.decode(data))
                    ? activeIds(found)
                    : CompletableFuture.completedFuture(found.all());
              } catch (UnsuitableControllerException e) {
                return CompletableFuture.failedFuture(e);
              }
            });
  }

  private CompletableFuture<Void> describeAll(List<Integer> active) {
    Set<Long> present = new HashSet<>();
    active.forEach(nsid -> present.add(Integer.toUnsignedLong(nsid)));
    known.forEach(
        (nsid, namespace) -> {
          if (!present.contains(nsid)) {
            remove(nsid, namespace);
          }
        });
    CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
    for (int nsid : active) {
      chain = chain.thenCompose(done -> describe(nsid));
    }
    return chain;
  }

  private void remove(long nsid, RemoteNamespace namespace) {
    known.remove(nsid);
    namespace.detached();
    onChange.accept(new NamespaceChange(NamespaceChange.Kind.REMOVED, namespace));
  }

  private CompletableFuture<Void> describe(int nsid) {
    return commands
        .identify(Cns.IDENTIFY_NAMESPACE, nsid)
        .thenApply(IdentifyNamespace::decode)
        .thenCompose(
            identify ->
                identify.isInactive()
                    ? CompletableFuture.completedFuture(null)
                    : identity(nsid, identify).thenAccept(id -> update(nsid, identify, id)))
        .exceptionally(
            failure -> {
              InitiatorException why = Failure.of(failure);
              if (!(why instanceof NvmeStatusException)
                  && !(why instanceof UnsuitableControllerException)) {
                throw new CompletionException(why);
              }
              // It went away between the list and the question, or is of a kind without blocks.
              LOG.warn(
                  "namespace {} cannot be used: {}",
                  Integer.toUnsignedLong(nsid),
                  why.getMessage());
              return null;
            });
  }

  private CompletableFuture<NamespaceIdentity> identity(int nsid, IdentifyNamespace identify) {
    return commands
        .identify(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, nsid)
        .thenApply(data -> NamespaceDescriptors.decode(data).identity())
        .exceptionally(
            failure -> {
              InitiatorException why = Failure.of(failure);
              if (!(why instanceof NvmeStatusException)) {
                throw new CompletionException(why);
              }
              // Optional before NVMe 1.3: then the identifiers of Identify Namespace are all.
              return new NamespaceIdentity(
                  identify.eui64(), identify.nguid(), NamespaceIdentity.NO_UUID);
            });
  }

  private void update(int nsid, IdentifyNamespace identify, NamespaceIdentity identity) {
    try {
      add(nsid, identify, identity);
    } catch (InitiatorException e) {
      throw new CompletionException(e);
    }
  }

  private void add(int nsid, IdentifyNamespace identify, NamespaceIdentity identity)
      throws InitiatorException {
    long key = Integer.toUnsignedLong(nsid);
    RemoteNamespace before = known.get(key);
    if (before != null && !before.identity().equals(identity)) {
      // Another namespace under the same number.
      remove(key, before);
      before = null;
    }
    if (before == null) {
      RemoteNamespace added = maker.apply(nsid);
      added.describe(identify, identity);
      known.put(key, added);
      onChange.accept(new NamespaceChange(NamespaceChange.Kind.ADDED, added));
    } else if (before.describe(identify, identity)) {
      onChange.accept(new NamespaceChange(NamespaceChange.Kind.CHANGED, before));
    }
  }
}
