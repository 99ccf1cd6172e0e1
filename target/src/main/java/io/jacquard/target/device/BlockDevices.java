package io.jacquard.target.device;

import io.jacquard.target.device.LocalDevice.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The block devices that are not NVMe namespaces, with their partitions. */
final class BlockDevices {
  private static final String DISKS = "sys/block";
  private static final int SECTOR = 512;

  private final SystemTree tree;
  private final BlockUse use;

  BlockDevices(SystemTree tree, BlockUse use) {
    this.tree = tree;
    this.use = use;
  }

  /** All that have a size: a loop device without a file, say, is none. */
  List<LocalDevice> all() {
    List<LocalDevice> found = new ArrayList<>();
    for (String name : tree.list(DISKS)) {
      if (!name.startsWith("nvme") && bytes(tree, name) > 0) {
        found.add(disk(name));
        addPartitions(name, found);
      }
    }
    return found;
  }

  /** Adds the partitions of a disk. */
  void addPartitions(String disk, List<LocalDevice> to) {
    for (String partition : partitions(tree, disk)) {
      to.add(device(partition, Kind.PARTITION, disk));
    }
  }

  private LocalDevice disk(String name) {
    return device(name, name.startsWith("pmem") ? Kind.PMEM : Kind.BLOCK, name);
  }

  private LocalDevice device(String name, Kind kind, String disk) {
    return new LocalDevice(
        name,
        kind,
        OptionalLong.of(bytes(tree, name)),
        tree.number(DISKS + "/" + disk + "/queue/logical_block_size"),
        driver(disk),
        tree.readSome(DISKS + "/" + disk + "/device/model"),
        traits(tree, name, disk),
        use.of(name),
        List.of(node(tree, name)));
  }

  /** The names of a disk's partitions. */
  static List<String> partitions(SystemTree tree, String disk) {
    return tree.list(DISKS + "/" + disk).stream()
        .filter(name -> tree.exists(DISKS + "/" + disk + "/" + name + "/partition"))
        .toList();
  }

  /** Size in bytes, 0 if that is not known. */
  static long bytes(SystemTree tree, String name) {
    return tree.number("sys/class/block/" + name + "/size").orElse(0) * SECTOR;
  }

  /** The way by the device node. */
  static DeviceUri node(SystemTree tree, String name) {
    return new DeviceUri("/dev/" + name, NodeAccess.obstacle(tree, "dev/" + name));
  }

  /** What the queue's limits say beyond sizes. */
  static List<String> traits(SystemTree tree, String name, String disk) {
    List<String> traits = new ArrayList<>();
    String queue = DISKS + "/" + disk + "/queue/";
    tree.readSome(queue + "zoned")
        .filter(zoned -> !zoned.equals("none"))
        .ifPresent(zoned -> traits.add("zoned (" + zoned + ")"));
    if (tree.read("sys/class/block/" + name + "/ro").orElse("0").equals("1")) {
      traits.add("read-only");
    }
    if (tree.read(queue + "dax").orElse("0").equals("1")) {
      traits.add("dax");
    }
    return traits;
  }

  private Optional<String> driver(String disk) {
    return tree.linkName(DISKS + "/" + disk + "/device/driver")
        .or(
            () ->
                Optional.of(disk.replaceAll("[0-9]+$", ""))
                    .filter(VIRTUAL::contains)
                    .map(BlockDevices::module));
  }

  /** Kinds of block device without a device behind, by the start of their names. */
  private static final List<String> VIRTUAL =
      List.of("nullb", "ram", "loop", "dm-", "md", "zram", "nbd", "ublkb");

  private static String module(String prefix) {
    return switch (prefix) {
      case "nullb" -> "null_blk";
      case "ram" -> "brd";
      case "dm-" -> "device-mapper";
      case "ublkb" -> "ublk_drv";
      default -> prefix;
    };
  }
}
