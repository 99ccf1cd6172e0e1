package io.jacquard.target.pci;

import java.io.IOException;

/** The controller is not on the bus any more: its registers read as ones. */
final class ControllerGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ControllerGoneException(PciAddress address) {
    super(address + ": the controller is gone: was it unplugged, or its power lost?");
  }
}
