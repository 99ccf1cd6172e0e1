package io.jacquard.target.device;

import java.util.ArrayList;
import java.util.List;

/** Finds the devices of this machine that can be namespaces, and every way to them. */
public final class DeviceInventory {
  private DeviceInventory() {}

  /**
   * Looks now: NVMe first, then controllers without the kernel's driver, then the rest.
   *
   * @param namespaces asks those controllers that a program can have now and none has
   */
  public static List<LocalDevice> of(SystemTree tree, ActiveNamespaces namespaces) {
    BlockUse use = BlockUse.now(tree);
    BlockDevices blocks = new BlockDevices(tree, use);
    List<LocalDevice> all = new ArrayList<>(new NvmeDevices(tree, use, blocks).all());
    all.addAll(new PciDevices(tree, namespaces).all());
    all.addAll(blocks.all());
    return List.copyOf(all);
  }
}
