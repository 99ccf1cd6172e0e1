package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Device;
import io.jacquard.lab.vm.Emulator;
import io.jacquard.lab.vm.QemuCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An RDMA device of this machine that guests use through QEMU's {@code pvrdma}, in place of RDMA in
 * software within them.
 *
 * @param device its name, such as {@code rxe0}
 * @param networkInterface the Ethernet interface below it
 * @param connections socket of QEMU's {@code rdmacm-mux}, through which guests make connections
 */
public record HostRdma(String device, String networkInterface, Path connections) {

  /** QEMU's name for what it emulates. QEMU 9.1 has dropped it. */
  static final String EMULATED = "pvrdma";

  private static final Path DEVICES = Path.of("/sys/class/infiniband");
  private static final Path SOCKETS = Path.of("/var/run");

  /** Function 0 is the Ethernet card that belongs to it. */
  private static final String SLOT = "10";

  /**
   * Finds the device.
   *
   * @param name of the device; empty for the only one
   * @param emulator that is to emulate the guests' side
   * @throws IOException if QEMU or this machine lacks something, with all that it lacks
   */
  public static HostRdma find(String name, Emulator emulator) throws IOException {
    return find(name, emulator, DEVICES, SOCKETS);
  }

  static HostRdma find(String name, Emulator emulator, Path devices, Path sockets)
      throws IOException {
    if (!emulator.knows(EMULATED)) {
      throw new IOException(
          "--pvrdma: %s has no device %s, which QEMU had from 2.12 to 9.0; name another one by --qemu PATH, or leave --pvrdma out to have RDMA in software in the guests"
              .formatted(emulator.program(), EMULATED));
    }
    List<String> present = names(devices);
    String device = name.isEmpty() && present.size() == 1 ? present.getFirst() : name;
    if (!present.contains(device)) {
      throw new IOException(missing(name, present));
    }
    HostRdma found =
        new HostRdma(
            device,
            networkInterface(devices.resolve(device)),
            sockets.resolve("rdmacm-mux-" + device + "-1"));
    if (!Files.exists(found.connections)) {
      throw new IOException(
          "--pvrdma: %s is missing; start the program that serves it: rdmacm-mux -d %s -p 1 (in QEMU's sources in contrib/rdmacm-mux)"
              .formatted(found.connections, device));
    }
    return found;
  }

  private static List<String> names(Path devices) throws IOException {
    if (!Files.isDirectory(devices)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(devices)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static String missing(String name, List<String> present) {
    if (present.isEmpty()) {
      return "--pvrdma: this machine has no RDMA device that guests could use. Make one in software: sudo modprobe rdma_rxe && sudo rdma link add rxe0 type rxe netdev INTERFACE; or leave --pvrdma out to have RDMA in software in the guests";
    }
    String those = String.join(", ", present);
    return name.isEmpty()
        ? "--pvrdma: this machine has several RDMA devices; name one: --pvrdma=DEVICE, of " + those
        : "--pvrdma: this machine has no RDMA device '%s'; it has %s".formatted(name, those);
  }

  private static String networkInterface(Path device) throws IOException {
    Path first = device.resolve(Path.of("ports", "1", "gid_attrs", "ndevs", "0"));
    if (!Files.isReadable(first)) {
      throw new IOException(
          "--pvrdma: %s has no Ethernet interface below it, and QEMU's %s is for RoCE only"
              .formatted(device.getFileName(), EMULATED));
    }
    return Files.readString(first).strip();
  }

  /** A machine's card on the private link, with an RDMA device as its second function. */
  Device card(int index) {
    List<String> words =
        List.of(
            "-chardev",
            "socket,id=mads,path=" + QemuCommand.escape(connections),
            "-device",
            "vmxnet3,addr=%s.0,multifunction=on,netdev=%s,id=link-card,mac=%s"
                .formatted(SLOT, PrivateLink.ID, PrivateLink.mac(index)),
            "-device",
            "%s,addr=%s.1,ibdev=%s,ibport=1,netdev=%s,mad-chardev=mads"
                .formatted(EMULATED, SLOT, device, networkInterface));
    return disks -> words;
  }
}
