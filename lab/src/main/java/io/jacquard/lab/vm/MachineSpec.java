package io.jacquard.lab.vm;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a virtual machine is made of. Built by {@link MachineBuilder}.
 *
 * @param name host name and name of its log directory
 * @param image what it boots
 * @param emulator what runs it
 * @param memoryMebibytes guest memory
 * @param cpus virtual processors
 * @param pinnedTo host processor that all its threads share; empty: no restriction
 * @param disks extra disks by serial number, raw images
 * @param hostForwards ports of the host's 127.0.0.1 by the guest port which they lead to
 * @param guestForwards ports of the guest's 127.0.0.1 which lead to the same ports of the host's
 * @param modules kernel modules that are loaded at boot
 * @param devices further devices
 * @param runtime Java and a program for the guest
 * @param boardOptions further options of QEMU's machine type
 * @param kernelParameters further parameters of the kernel
 * @param memorySlots for memory modules
 * @param sharedMemory whether devices outside of QEMU may reach the guest's memory
 * @param launcher words before QEMU's in its command line
 */
record MachineSpec(
    String name,
    GuestImage image,
    Emulator emulator,
    int memoryMebibytes,
    int cpus,
    OptionalInt pinnedTo,
    Map<String, Path> disks,
    Map<Integer, Integer> hostForwards,
    List<Integer> guestForwards,
    List<String> modules,
    List<Device> devices,
    Optional<GuestRuntime> runtime,
    List<String> boardOptions,
    List<String> kernelParameters,
    int memorySlots,
    boolean sharedMemory,
    List<String> launcher) {

  MachineSpec {
    disks = Map.copyOf(disks);
    hostForwards = Map.copyOf(hostForwards);
    guestForwards = List.copyOf(guestForwards);
    modules = List.copyOf(modules);
    devices = List.copyOf(devices);
    boardOptions = List.copyOf(boardOptions);
    kernelParameters = List.copyOf(kernelParameters);
    launcher = List.copyOf(launcher);
  }
}
