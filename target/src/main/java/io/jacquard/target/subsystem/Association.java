package io.jacquard.target.subsystem;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.transport.CloseReason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A host's association with a subsystem (NVMe Base 2.1, 2.3 "NVMe over Fabrics", "association"): a
 * controller and its queues. Thread-safe: each call takes effect on the controller's loop.
 */
public interface Association {

  /** The controller's ID, fixed. */
  int controllerId();

  /** The host's name, fixed; empty if it gave none. */
  Optional<Nqn> host();

  /** The port through which the admin queue was connected, fixed. */
  int portId();

  /** Ends it: closes every queue. Harmless when repeated. */
  void end(CloseReason reason);

  /**
   * The subsystem has a new snapshot.
   *
   * @param changed IDs of namespaces that came, went or changed their size
   */
  void subsystemChanged(Set<Integer> changed);

  /**
   * Ends it in good order: no command is begun any more, those under way finish, then the queues
   * close.
   *
   * @return done when all its queues are closed
   */
  CompletableFuture<Void> stop(CloseReason reason);
}
