package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A part of a virtual machine that QEMU's command line describes. */
@FunctionalInterface
public interface Device {

  /**
   * QEMU's arguments for this device.
   *
   * @param disks directory for what the device keeps, which is deleted with the machine
   * @throws IOException if what it keeps cannot be made
   */
  List<String> arguments(Path disks) throws IOException;
}
