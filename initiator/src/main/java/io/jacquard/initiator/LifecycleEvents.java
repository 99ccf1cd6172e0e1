package io.jacquard.initiator;

import io.jacquard.nvme.command.AsyncEvent;

/** What a {@link Lifecycle} tells. Called on the admin lane's loop. */
interface LifecycleEvents {

  void stateChanged(ControllerState from, ControllerState to, String why);

  /** Connected, for the first time or again; the lanes take commands. */
  void live(Association found);

  void asyncEvent(AsyncEvent event);
}
