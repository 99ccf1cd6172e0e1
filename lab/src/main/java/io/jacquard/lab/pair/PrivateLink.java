package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The network between a lab's machines: Ethernet frames as datagrams between their QEMUs, which
 * hold no connection, so that each machine may end and come back. With more than two machines the
 * first one's QEMU is the hub.
 *
 * @param sockets directory for the sockets
 * @param machines how many
 */
record PrivateLink(Path sockets, int machines) {

  /** QEMU's name for the network card's end of the link, by which it is cut and captured. */
  static final String ID = "link";

  private static final int PAIR = 2;

  /** QEMU's arguments for a machine's end. */
  Device end(int index) {
    List<String> words = new ArrayList<>();
    if (machines == PAIR || index > 0) {
      int peer = index == 0 ? 1 : 0;
      words.addAll(datagrams(ID, index, peer));
    } else {
      hub(words);
    }
    words.addAll(card(index));
    return disks -> List.copyOf(words);
  }

  private void hub(List<String> words) {
    for (int peer = 1; peer < machines; peer++) {
      String leg = "leg" + peer;
      words.addAll(datagrams(leg, 0, peer));
      words.addAll(List.of("-netdev", "hubport,id=hub-%1$s,hubid=1,netdev=%1$s".formatted(leg)));
    }
    words.addAll(List.of("-netdev", "hubport,id=" + ID + ",hubid=1"));
  }

  private List<String> datagrams(String id, int from, int to) {
    return List.of(
        "-netdev",
        "dgram,id=%s,local.type=unix,local.path=%s,remote.type=unix,remote.path=%s"
            .formatted(id, socket(from, to), socket(to, from)));
  }

  private Path socket(int from, int to) {
    return sockets.resolve("link-" + from + "-" + to);
  }

  /** The network card of a machine; guests know the link by the beginning of its address. */
  static List<String> card(int index) {
    return List.of(
        "-device",
        "virtio-net-pci,netdev=%s,id=link-card,mac=52:54:00:77:00:%02x".formatted(ID, index + 1));
  }

  /** The address of a machine. */
  static String address(int index) {
    return "10.77.0." + (index + 1);
  }
}
