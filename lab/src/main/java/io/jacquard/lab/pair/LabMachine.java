package io.jacquard.lab.pair;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jacquard.lab.vm.DetachedMachine;
import io.jacquard.lab.vm.ProcessIdentity;
import java.nio.file.Path;
import java.util.List;

/**
 * A machine of a lab, as {@code lab.json} tells of it.
 *
 * @param name host name
 * @param address on the private link
 * @param memoryMebibytes of the guest
 * @param devices one line for each, for people
 * @param gdb where QEMU waits for a debugger; empty if it does not
 * @param pid of QEMU; 0 while it starts
 * @param startTicks when that process started, in clock ticks since the machine's start
 * @param directory with its console and disks
 * @param sockets directory with the sockets of its monitor and channels
 */
public record LabMachine(
    String name,
    String address,
    int memoryMebibytes,
    List<String> devices,
    String gdb,
    long pid,
    long startTicks,
    String directory,
    String sockets) {

  /** Copies the list. */
  public LabMachine {
    devices = List.copyOf(devices);
  }

  /** The way to it. */
  @JsonIgnore
  public DetachedMachine machine() {
    Path home = Path.of(directory);
    ProcessIdentity process =
        pid == 0 ? DetachedMachine.processIn(home) : new ProcessIdentity(pid, startTicks);
    return new DetachedMachine(name, home, Path.of(sockets), process);
  }

  /** Whether it still runs. */
  @JsonIgnore
  public boolean alive() {
    return machine().alive();
  }
}
