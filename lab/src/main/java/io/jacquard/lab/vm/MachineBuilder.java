package io.jacquard.lab.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Describes a {@link VirtualMachine}; {@link #boot} starts it. Not thread-safe. */
public final class MachineBuilder {

  /**
   * System property: number by which this process chooses the processor of its pinned machines; the
   * processes of one run of tests have different ones.
   */
  public static final String CPU_PROPERTY = "jacquard.lab.cpu";

  private final String name;
  private final GuestImage image;
  private Emulator emulator = Emulator.DEFAULT;
  private int memoryMebibytes = 768;
  private int cpus = 1;
  private OptionalInt pinnedTo = OptionalInt.empty();
  private final Map<String, Path> disks = new LinkedHashMap<>();
  private final Map<Integer, Integer> hostForwards = new LinkedHashMap<>();
  private final List<Integer> guestForwards = new ArrayList<>();
  private final List<String> modules = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<String> boardOptions = new ArrayList<>();
  private final List<String> kernelParameters = new ArrayList<>();
  private Optional<GuestRuntime> runtime = Optional.empty();
  private int memorySlots;
  private boolean sharedMemory;
  private List<String> launcher = List.of();

  MachineBuilder(String name, GuestImage image) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,30}")) {
      throw new IllegalArgumentException("not a host name: '" + name + "'");
    }
    this.name = name;
    this.image = image;
  }

  /** What runs the machine; {@link Emulator#DEFAULT} unless set. */
  public MachineBuilder emulator(Emulator other) {
    emulator = other;
    return this;
  }

  /** Guest memory in MiB; 768 unless set. */
  public MachineBuilder memoryMebibytes(int mebibytes) {
    memoryMebibytes = mebibytes;
    return this;
  }

  /** Virtual processors; one unless set. Linux makes at most as many I/O queues. */
  public MachineBuilder cpus(int count) {
    cpus = count;
    return this;
  }

  /**
   * Runs all of the machine's threads on one of the host's processors, which {@value #CPU_PROPERTY}
   * chooses.
   */
  public MachineBuilder pinned() {
    return pinned(0);
  }

  /** Like {@link #pinned()}, but so many processors further, for machines beside each other. */
  public MachineBuilder pinned(int further) {
    int processors = Runtime.getRuntime().availableProcessors();
    int cpu = Math.floorMod(Integer.getInteger(CPU_PROPERTY, 0) + further, processors);
    pinnedTo = OptionalInt.of(cpu);
    return this;
  }

  /** Adds a writable raw image; the guest sees it as a virtio disk with this serial number. */
  public MachineBuilder disk(String serial, Path rawImage) {
    disks.put(serial, rawImage);
    return this;
  }

  /**
   * Makes a port of the guest reachable at a free port of the host's 127.0.0.1, see {@link
   * VirtualMachine#hostPort}.
   */
  public MachineBuilder reachable(int guestPort) {
    hostForwards.put(guestPort, 0);
    return this;
  }

  /**
   * Forwards a port of the guest's 127.0.0.1 to the same port of the host's, for answers that name
   * 127.0.0.1.
   */
  public MachineBuilder forward(int port) {
    guestForwards.add(port);
    return this;
  }

  /** Loads kernel modules at boot. */
  public MachineBuilder modules(String... names) {
    modules.addAll(List.of(names));
    return this;
  }

  /** Adds arguments of QEMU, such as a device. */
  public MachineBuilder qemu(String... arguments) {
    List<String> words = List.of(arguments);
    devices.add(disks -> words);
    return this;
  }

  /**
   * Puts Java and this process's class path into the guest, with the command {@code jacquard}.
   *
   * @throws UncheckedIOException if they cannot be made
   */
  public MachineBuilder withJacquard() {
    try {
      return withJacquard(GuestRuntime.ofThisProcess());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Puts Java and a program into the guest. */
  public MachineBuilder withJacquard(GuestRuntime disks) {
    runtime = Optional.of(disks);
    return this;
  }

  /**
   * Adds a device, such as an {@link NvmeController}. Machines with one of those must be {@link
   * #pinned}.
   */
  public MachineBuilder device(Device device) {
    devices.add(device);
    return this;
  }

  /** Adds a virtio disk with this serial number that is deleted with the machine. */
  public MachineBuilder sparseDisk(String serial, long bytes) {
    return device(
        disks -> QemuCommand.virtioDisk(serial, BackingFile.sparse(disks, serial, bytes), false));
  }

  /**
   * Adds a module of persistent memory that is deleted with the machine; load {@code nfit} to see
   * it as {@code /dev/pmem0}. There is room for two.
   *
   * @param mebibytes a multiple of 16
   */
  public MachineBuilder nvdimm(String id, int mebibytes) {
    board("nvdimm=on");
    board("nvdimm-persistence=mem-ctrl");
    memorySlots++;
    return device(new Nvdimm(id, mebibytes * (1L << 20), Optional.empty()));
  }

  /**
   * Adds memory that the kernel takes for persistent memory, {@code /dev/pmem0} with the module
   * {@code nd_e820}. It is lost with the machine.
   */
  public MachineBuilder memoryAsPmem(int mebibytes) {
    memoryMebibytes += mebibytes;
    return kernelParameters("memmap=" + mebibytes + "M!256M");
  }

  /** Adds an emulated IOMMU, so that devices can be bound to {@code vfio-pci}. */
  public MachineBuilder iommu() {
    board("kernel-irqchip=split");
    kernelParameters("intel_iommu=on");
    return qemu("-device", "intel-iommu,intremap=on,caching-mode=on");
  }

  /** Keeps the guest's memory where devices of this machine reach it, as {@code pvrdma} demands. */
  public MachineBuilder sharedMemory() {
    if (!sharedMemory) {
      board("memory-backend=ram");
      sharedMemory = true;
    }
    return this;
  }

  /**
   * Runs QEMU by another program, such as {@code nsenter}, which must become QEMU itself.
   *
   * @param words that program and its arguments
   */
  public MachineBuilder launchedBy(List<String> words) {
    launcher = words;
    return this;
  }

  /** Adds parameters to the kernel's command line. */
  public MachineBuilder kernelParameters(String... parameters) {
    kernelParameters.addAll(List.of(parameters));
    return this;
  }

  private void board(String option) {
    if (!boardOptions.contains(option)) {
      boardOptions.add(option);
    }
  }

  /**
   * Boots the machine and waits until it runs scripts, which takes some four seconds of processor
   * time.
   *
   * @throws IOException if QEMU does not start
   * @throws VirtualMachineException if the guest does not boot
   */
  public VirtualMachine boot() throws IOException {
    VirtualMachine machine = new VirtualMachine(spec());
    try {
      machine.awaitBoot();
      return machine;
    } catch (RuntimeException failure) {
      machine.close();
      throw failure;
    }
  }

  /**
   * Boots the machine as one that outlives this process, and returns before it runs commands.
   *
   * @param directory an existing one for its console, QEMU's messages and what its devices keep
   * @param sockets an existing one, which only this user may enter, for its monitor and channels
   * @throws IOException if QEMU does not start, with what it said
   */
  public DetachedMachine bootDetached(Path directory, Path sockets) throws IOException {
    return DetachedMachine.start(detached(), directory, sockets);
  }

  /**
   * The command line by which {@link #bootDetached} starts the machine. Makes what its devices
   * keep.
   */
  public List<String> commandDetached(Path directory, Path sockets) throws IOException {
    return DetachedMachine.command(detached(), directory, sockets);
  }

  private MachineSpec detached() throws IOException {
    kernelParameters("lab.sessions=" + DetachedMachine.SESSIONS);
    return spec();
  }

  private MachineSpec spec() throws IOException {
    for (int guestPort : List.copyOf(hostForwards.keySet())) {
      hostForwards.put(guestPort, freePort());
    }
    return new MachineSpec(
        name,
        image,
        emulator,
        memoryMebibytes,
        cpus,
        pinnedTo,
        disks,
        hostForwards,
        guestForwards,
        modules,
        devices,
        runtime,
        boardOptions,
        kernelParameters,
        memorySlots,
        sharedMemory,
        launcher);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
