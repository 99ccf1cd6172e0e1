package io.jacquard.target.pci;

/** What is known of the data of a command that is given to the controller. */
enum Extent {
  /** The controller moves exactly as much as there is. */
  KNOWN,
  /** Nobody knows how much the controller will move. */
  UNKNOWN,
  /** The command's pointers are the driver's own and stay as they are. */
  POINTED
}
