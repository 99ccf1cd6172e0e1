package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Device;

/** The network between a lab's machines. */
interface LabLink {

  /** QEMU's arguments for a machine's end. */
  Device end(int index);

  /** How a machine gets its address: the address itself, or {@code dhcp}. */
  String addressing(int index);
}
