package io.jacquard.target.pci;

/** One user's hold of a controller: it stays open until {@link #close}, to be called once. */
interface ControllerHold extends AutoCloseable {

  /** The controller. */
  PciController controller();

  /** A further hold of the same controller. */
  ControllerHold another();

  /** Lets the controller go; with the last hold it is shut down, which blocks. */
  @Override
  void close();
}
