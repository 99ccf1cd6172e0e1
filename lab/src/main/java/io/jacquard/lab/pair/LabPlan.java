package io.jacquard.lab.pair;

import io.jacquard.lab.vm.Device;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.GuestRuntime;
import io.jacquard.lab.vm.MachineBuilder;
import io.jacquard.lab.vm.NvmeController;
import io.jacquard.lab.vm.NvmeNamespace;
import io.jacquard.lab.vm.QemuCommand;
import io.jacquard.lab.vm.VirtualMachine;
import io.jacquard.nvme.namespace.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What each machine of a lab is made of.
 *
 * @param options that were chosen
 * @param image that all boot
 * @param runtime Java and Jacquard for all
 * @param shared directory for the disks that several targets have
 */
record LabPlan(LabOptions options, GuestImage image, GuestRuntime runtime, Path shared) {

  private static final int INITIATOR = 1;
  private static final int PAIR = 2;
  private static final long ZONED_BYTES = 256L << 20;
  private static final long ZONE_BYTES = 4L << 20;
  private static final long ZONE_CAPACITY = 3L << 20;
  private static final int MOST_OPEN = 8;
  private static final int MOST_ACTIVE = 16;

  /** Host name of a machine: target, initiator, target2, target3... */
  static String name(int index) {
    return switch (index) {
      case 0 -> "target";
      case INITIATOR -> "initiator";
      default -> "target" + index;
    };
  }

  private static boolean isTarget(int index) {
    return index != INITIATOR;
  }

  /** Describes a machine to QEMU. */
  MachineBuilder machine(int index, PrivateLink link, Path sockets) {
    MachineBuilder machine =
        VirtualMachine.builder(name(index), image)
            .emulator(options.emulator())
            .memoryMebibytes(options.memoryMebibytes())
            .withJacquard(runtime)
            .launchedBy(link.launcher())
            .device(link.end(index))
            .device(card(index))
            .kernelParameters(
                "lab.address=" + link.configuration(index),
                "lab.hostid=6a616371-7561-4264-8c61-62000000%04x".formatted(16 + index));
    if (isTarget(index)) {
      storage(index, machine);
    }
    if (options.pvrdma().isPresent()) {
      machine.sharedMemory();
    }
    if (options.gdb()) {
      String socket = QemuCommand.escape(gdbSocket(index, sockets));
      machine.qemu("-gdb", "unix:" + socket + ",server=on,wait=off");
    }
    return machine;
  }

  private Device card(int index) {
    return options.pvrdma().map(rdma -> rdma.card(index)).orElseGet(() -> PrivateLink.card(index));
  }

  /** Where a debugger finds a machine's processor. */
  static Path gdbSocket(int index, Path sockets) {
    return sockets.resolve(name(index) + "-gdb");
  }

  private void storage(int index, MachineBuilder machine) {
    // Emulated NVMe asks for it; the initiator takes what processor is free.
    machine.pinned(index / 2);
    for (int i = 0; i < options.controllers(); i++) {
      machine.device(disk("lab" + i));
    }
    if (options.zoned()) {
      NvmeNamespace zones =
          NvmeNamespace.of(ZONED_BYTES).zoned(ZONE_BYTES, ZONE_CAPACITY, MOST_OPEN, MOST_ACTIVE);
      machine.device(NvmeController.of("labz", zones));
    }
    if (options.nvdimmMebibytes() > 0) {
      machine.nvdimm("labm", options.nvdimmMebibytes());
    }
    if (options.memmapMebibytes() > 0) {
      machine.memoryAsPmem(options.memmapMebibytes());
    }
  }

  /** A controller; with several targets they have its disk in common, as one with two ports. */
  private Device disk(String id) {
    NvmeNamespace namespace = NvmeNamespace.of(options.diskBytes());
    if (options.machines() == PAIR) {
      return NvmeController.of(id, namespace);
    }
    NvmeController controller = NvmeController.of(id, namespace.with("share-rw=on"));
    return own -> controller.arguments(shared);
  }

  /** Whether a machine has a module of persistent memory. */
  boolean hasModule(int index) {
    return isTarget(index) && options.nvdimmMebibytes() > 0;
  }

  /** Kernel modules for a machine's devices. */
  List<String> modules(int index) {
    List<String> modules = new ArrayList<>(List.of("nvme", "nvme_fabrics"));
    if (hasModule(index)) {
      modules.addAll(List.of("nfit", "nd_pmem"));
    }
    if (isTarget(index) && options.memmapMebibytes() > 0) {
      modules.addAll(List.of("nd_e820", "nd_pmem"));
    }
    return modules;
  }

  /** A machine's devices, one line for each. */
  List<String> devices(int index) {
    List<String> lines = new ArrayList<>();
    if (isTarget(index)) {
      for (int i = 0; i < options.controllers(); i++) {
        lines.add(
            "/dev/nvme%dn1  %s, emulated NVMe%s"
                .formatted(
                    i,
                    ByteSize.format(options.diskBytes()),
                    options.machines() == PAIR ? "" : ", of all targets"));
      }
      if (options.zoned()) {
        lines.add(
            "/dev/nvme%dn1  %s, zones of %s"
                .formatted(
                    options.controllers(),
                    ByteSize.format(ZONED_BYTES),
                    ByteSize.format(ZONE_BYTES)));
      }
      persistentMemory(lines);
    }
    lines.add(
        options
            .pvrdma()
            .map(rdma -> "pvrdma        this machine's " + rdma.device())
            .orElse("rxe0          RoCE v2, GID 1, MTU 4096"));
    return lines;
  }

  private void persistentMemory(List<String> lines) {
    if (options.nvdimmMebibytes() > 0) {
      lines.add("NVDIMM        %d MiB, /dev/pmem*".formatted(options.nvdimmMebibytes()));
    }
    if (options.memmapMebibytes() > 0) {
      lines.add("memmap        %d MiB, /dev/pmem*".formatted(options.memmapMebibytes()));
    }
  }
}
