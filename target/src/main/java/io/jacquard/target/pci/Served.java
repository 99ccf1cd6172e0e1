package io.jacquard.target.pci;

/** Has commands that wait for a place at the controller. Confined to the queue pair's loop. */
@FunctionalInterface
interface Served {

  /** Starts what waits, in its order, as far as there is room now. */
  void serve();
}
