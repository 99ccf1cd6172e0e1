package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Device;
import io.jacquard.lab.vm.QemuCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Ethernet frames as datagrams between the machines' QEMUs, which needs no rights and holds no
 * connection, so that each machine may end and come back. With more than two machines the first
 * one's QEMU is the hub.
 *
 * @param sockets directory for the sockets
 * @param machines how many
 */
record SocketLink(Path sockets, int machines) implements PrivateLink {

  private static final int PAIR = 2;

  @Override
  public Device end(int index) {
    List<String> words = new ArrayList<>();
    if (machines == PAIR || index > 0) {
      int peer = index == 0 ? 1 : 0;
      words.addAll(datagrams(ID, index, peer));
    } else {
      hub(words);
    }
    return disks -> List.copyOf(words);
  }

  @Override
  public List<String> launcher() {
    return List.of();
  }

  @Override
  public String configuration(int index) {
    return PrivateLink.address(index);
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
            .formatted(
                id, QemuCommand.escape(socket(from, to)), QemuCommand.escape(socket(to, from))));
  }

  private Path socket(int from, int to) {
    return sockets.resolve("link-" + from + "-" + to);
  }
}
