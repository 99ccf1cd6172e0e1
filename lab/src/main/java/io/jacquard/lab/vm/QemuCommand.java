package io.jacquard.lab.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line that starts QEMU for one machine. */
final class QemuCommand {

  /**
   * The clock's watchdog stays on: on a busy machine the kernel calibrates the time stamp counter
   * wrongly, five times too slow was seen, and must find out.
   */
  private static final String KERNEL_PARAMETERS =
      "console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check lab.name=";

  private final List<String> words = new ArrayList<>();

  private QemuCommand() {}

  /**
   * Writes the command line.
   *
   * @param machine the machine
   * @param console file that receives the guest's console
   * @param channels sockets, in order, that QEMU connects to the guest's channels
   */
  static List<String> of(MachineSpec machine, Path console, List<Path> channels) {
    QemuCommand command = new QemuCommand();
    command.process(machine);
    command.board(machine, console);
    command.disk("root", machine.image().root(), true);
    machine.disks().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(disk -> command.disk(disk.getKey(), disk.getValue(), false));
    command.network(machine.hostForwards());
    command.channels(channels);
    command.words.addAll(machine.devices());
    return List.copyOf(command.words);
  }

  private void process(MachineSpec machine) {
    machine.pinnedTo().ifPresent(cpu -> add("taskset", "-c", Integer.toString(cpu)));
    add("qemu-system-x86_64");
  }

  private void board(MachineSpec machine, Path console) {
    add("-accel", "tcg,thread=multi,tb-size=256");
    add("-nodefaults", "-no-user-config", "-no-reboot");
    add("-display", "none");
    add("-M", "q35");
    add("-cpu", "max");
    add("-smp", Integer.toString(machine.cpus()));
    add("-m", machine.memoryMebibytes() + "M");
    add("-kernel", machine.image().kernel().toString());
    add("-initrd", machine.image().initrd().toString());
    add("-append", KERNEL_PARAMETERS + machine.name());
    add("-serial", "file:" + escape(console));
    add("-object", "rng-random,id=random,filename=/dev/urandom");
    add("-device", "virtio-rng-pci,rng=random");
  }

  private void disk(String serial, Path image, boolean readOnly) {
    String drive = "if=none,format=raw,id=" + serial + ",file=" + escape(image);
    add("-drive", readOnly ? drive + ",readonly=on" : drive + ",discard=unmap");
    add("-device", "virtio-blk-pci,drive=" + serial + ",serial=" + serial);
  }

  private void network(Map<Integer, Integer> hostForwards) {
    StringBuilder network = new StringBuilder("user,id=net,ipv6=off");
    hostForwards.forEach(
        (guest, host) -> network.append(",hostfwd=tcp:127.0.0.1:" + host + "-:" + guest));
    add("-netdev", network.toString());
    add("-device", "virtio-net-pci,netdev=net");
  }

  private void channels(List<Path> channels) {
    add("-device", "virtio-serial-pci");
    for (int i = 0; i < channels.size(); i++) {
      add("-chardev", "socket,id=channel" + i + ",path=" + escape(channels.get(i)));
      add("-device", "virtserialport,chardev=channel" + i + ",name=jacquard." + i);
    }
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }

  /** In QEMU's option syntax a comma within a value is doubled. */
  private static String escape(Path path) {
    return path.toString().replace(",", ",,");
  }
}
