package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line that starts QEMU for one machine. */
public final class QemuCommand {

  /**
   * The clock's watchdog stays on: on a busy machine the kernel calibrates the time stamp counter
   * wrongly, five times too slow was seen, and must find out.
   *
   * <p>Unbound work has one processor and is not preempted, because nvme_tcp of Linux 6.12 to
   * 6.12.107 must not set up two namespaces of a controller at the same time: all take memory for
   * their commands from one cache without a lock. Its page is freed while it is in use, and later
   * no command can be sent any more ("failed to send request -5"), reconnected or not.
   */
  private static final String KERNEL_PARAMETERS =
      "console=ttyS0 quiet panic=-1 mitigations=off nokaslr no_timer_check"
          + " workqueue.unbound_cpus=0 preempt=none lab.name=";

  /** Of the address space for memory modules and all else. */
  private static final String LARGEST_MEMORY = "16G";

  private final List<String> words = new ArrayList<>();

  private QemuCommand() {}

  /**
   * Writes the command line.
   *
   * @param machine the machine
   * @param console file that receives the guest's console
   * @param disks directory for what devices keep
   * @param connections arguments for the monitor and the guest's channels
   * @throws IOException if what a device keeps cannot be made
   */
  static List<String> of(MachineSpec machine, Path console, Path disks, List<String> connections)
      throws IOException {
    QemuCommand command = new QemuCommand();
    command.process(machine);
    command.board(machine, console);
    command.disk("root", machine.image().root(), true);
    machine.disks().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(disk -> command.disk(disk.getKey(), disk.getValue(), false));
    command.network(machine.hostForwards());
    machine.runtime().ifPresent(command::runtime);
    command.words.addAll(connections);
    for (Device device : machine.devices()) {
      command.words.addAll(device.arguments(disks));
    }
    return List.copyOf(command.words);
  }

  private void process(MachineSpec machine) {
    machine.pinnedTo().ifPresent(cpu -> add("taskset", "-c", Integer.toString(cpu)));
    words.addAll(machine.launcher());
    add(machine.emulator().program());
  }

  private void board(MachineSpec machine, Path console) {
    add("-accel", machine.emulator().acceleration().accelerator());
    add("-nodefaults", "-no-user-config", "-no-reboot");
    add("-display", "none");
    add("-M", String.join(",", concat("q35", machine.boardOptions())));
    add("-cpu", machine.emulator().acceleration().processor());
    add("-smp", Integer.toString(machine.cpus()));
    add("-m", memory(machine));
    if (machine.sharedMemory()) {
      String size = machine.memoryMebibytes() + "M";
      add("-object", "memory-backend-ram,id=ram,share=on,size=" + size);
    }
    add("-kernel", machine.image().kernel().toString());
    add("-initrd", machine.image().initrd().toString());
    add("-append", parameters(machine));
    // Not -serial file:PATH, whose commas would have to stay single.
    add("-chardev", "file,id=console,path=" + escape(console), "-serial", "chardev:console");
    add("-object", "rng-random,id=random,filename=/dev/urandom");
    add("-device", "virtio-rng-pci,rng=random");
  }

  private static String memory(MachineSpec machine) {
    String memory = machine.memoryMebibytes() + "M";
    return machine.memorySlots() == 0
        ? memory
        : memory + ",slots=" + machine.memorySlots() + ",maxmem=" + LARGEST_MEMORY;
  }

  private static String parameters(MachineSpec machine) {
    return String.join(" ", concat(KERNEL_PARAMETERS + machine.name(), machine.kernelParameters()));
  }

  private static List<String> concat(String first, List<String> more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(more);
    return all;
  }

  private void disk(String serial, Path image, boolean readOnly) {
    words.addAll(virtioDisk(serial, image, readOnly));
  }

  /** The arguments for a disk with a serial number, by which the guest knows it. */
  static List<String> virtioDisk(String serial, Path image, boolean readOnly) {
    String drive = "if=none,format=raw,id=" + serial + ",file=" + escape(image);
    return List.of(
        "-drive",
        readOnly ? drive + ",readonly=on" : drive + ",discard=unmap",
        "-device",
        "virtio-blk-pci,drive=" + serial + ",serial=" + serial);
  }

  /** The guest mounts a disk whose serial number begins with opt- below /opt. */
  private void runtime(GuestRuntime runtime) {
    disk("opt-java", runtime.java(), true);
    disk("opt-jacquard", runtime.program(), true);
  }

  private void network(Map<Integer, Integer> hostForwards) {
    StringBuilder network = new StringBuilder("user,id=net,ipv6=off");
    hostForwards.forEach(
        (guest, host) -> network.append(",hostfwd=tcp:127.0.0.1:" + host + "-:" + guest));
    add("-netdev", network.toString());
    add("-device", "virtio-net-pci,netdev=net");
  }

  private void add(String... more) {
    words.addAll(List.of(more));
  }

  /**
   * The arguments for a machine that connects to the host's sockets: its monitor, then its channels
   * in order.
   */
  static List<String> connectingTo(List<Path> sockets) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("-chardev", "socket,id=monitor,path=" + escape(sockets.getFirst())));
    words.addAll(List.of("-mon", "chardev=monitor,mode=control", "-device", "virtio-serial-pci"));
    for (int i = 1; i < sockets.size(); i++) {
      String channel = "channel" + (i - 1);
      words.addAll(List.of("-chardev", "socket,id=" + channel + ",path=" + escape(sockets.get(i))));
      words.addAll(
          List.of("-device", "virtserialport,chardev=" + channel + ",name=jacquard." + (i - 1)));
    }
    return words;
  }

  /** A path as part of an option with several: in QEMU's syntax a comma within it is doubled. */
  public static String escape(Path path) {
    return path.toString().replace(",", ",,");
  }
}
