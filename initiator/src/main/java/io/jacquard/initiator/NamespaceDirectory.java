package io.jacquard.initiator;

import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.NamespaceIdList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces of one controller: finds them and keeps up with changes. Scans run on the admin
 * lane's loop, one at a time; the result may be read from any thread.
 */
final class NamespaceDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceDirectory.class);

  private final AdminCommands commands;
  private final NamespaceQuestions questions;
  private final IntFunction<RemoteNamespace> maker;
  private final Consumer<NamespaceChange> onChange;
  private final ConcurrentSkipListMap<Long, RemoteNamespace> known = new ConcurrentSkipListMap<>();
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  /**
   * Makes an empty directory.
   *
   * @param association the one that is valid now
   * @param maker makes a namespace that is not described yet
   * @param onChange told of each change, on the admin loop
   */
  NamespaceDirectory(
      AdminCommands commands,
      Supplier<Association> association,
      IntFunction<RemoteNamespace> maker,
      Consumer<NamespaceChange> onChange) {
    this.commands = commands;
    this.questions = new NamespaceQuestions(commands, association);
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
    return questions
        .ask(nsid)
        .thenAccept(found -> found.ifPresent(now -> update(nsid, now)))
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

  private void update(int nsid, FoundNamespace found) {
    try {
      add(nsid, found);
    } catch (InitiatorException e) {
      throw new CompletionException(e);
    }
  }

  private void add(int nsid, FoundNamespace found) throws InitiatorException {
    long key = Integer.toUnsignedLong(nsid);
    RemoteNamespace before = known.get(key);
    if (before != null && !before.identity().equals(found.identity())) {
      // Another namespace under the same number.
      remove(key, before);
      before = null;
    }
    if (before == null) {
      RemoteNamespace added = maker.apply(nsid);
      added.describe(found);
      known.put(key, added);
      onChange.accept(new NamespaceChange(NamespaceChange.Kind.ADDED, added));
    } else if (before.describe(found)) {
      onChange.accept(new NamespaceChange(NamespaceChange.Kind.CHANGED, before));
    }
  }
}
