package io.jacquard.initiator;

import io.jacquard.nvme.command.AsyncEvent;

/**
 * Hears what happens to a {@link RemoteController}. Called on the controller's admin loop: methods
 * must not block.
 */
public interface ControllerListener {

  /**
   * The state has changed.
   *
   * @param why one sentence for people; empty if there is nothing to say
   */
  default void stateChanged(ControllerState from, ControllerState to, String why) {}

  /**
   * The controller told of an event. Of a changed discovery log it tells again only after {@link
   * RemoteController#discoveryLogAsync} has read the log.
   */
  default void asyncEvent(AsyncEvent event) {}

  /** A namespace has appeared, gone, or changed its size or format. */
  default void namespaceChanged(NamespaceChange change) {}
}
