package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Device;
import java.util.List;

/** The network between a lab's machines. Each has a card with an address of its own on it. */
sealed interface PrivateLink permits SocketLink, LabBridge {

  /** QEMU's name for a machine's end of the link, by which it is cut and captured. */
  String ID = "link";

  /** QEMU's arguments for a machine's end, without the card. */
  Device end(int index);

  /** Words before QEMU's in its command line, which bring it to where its end is. */
  List<String> launcher();

  /** How a guest gets its address: what the kernel parameter {@code lab.address} says. */
  String configuration(int index);

  /** The network card of a machine. */
  static Device card(int index) {
    List<String> words =
        List.of("-device", "virtio-net-pci,netdev=" + ID + ",id=link-card,mac=" + mac(index));
    return disks -> words;
  }

  /** The Ethernet address of a machine's card; guests know the link by its beginning. */
  static String mac(int index) {
    return "52:54:00:77:00:%02x".formatted(index + 1);
  }

  /** The IPv4 address of a machine. */
  static String address(int index) {
    return "10.77.0." + (index + 1);
  }
}
