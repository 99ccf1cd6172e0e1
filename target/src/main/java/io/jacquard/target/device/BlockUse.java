package io.jacquard.target.device;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.SystemCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What uses block devices at one moment: mounted file systems, swap, and devices built on top of
 * them (dm, md, LVM, bcache).
 */
final class BlockUse {
  private static final Logger LOG = LoggerFactory.getLogger(BlockUse.class);
  private static final int MOUNT_DEVICE = 2;
  private static final int MOUNT_POINT = 4;

  private final SystemTree tree;
  private final List<String[]> mounts;
  private final List<String> swaps;

  private BlockUse(SystemTree tree, List<String[]> mounts, List<String> swaps) {
    this.tree = tree;
    this.mounts = mounts;
    this.swaps = swaps;
  }

  /** Looks now. */
  static BlockUse now(SystemTree tree) {
    List<String[]> mounts =
        tree.read("proc/self/mountinfo")
            .orElse("")
            .lines()
            .map(line -> line.split(" "))
            .filter(fields -> fields.length > MOUNT_POINT)
            .toList();
    List<String> swaps =
        tree.read("proc/swaps")
            .orElse("")
            .lines()
            .skip(1)
            .map(line -> line.split("\\s+")[0])
            .toList();
    return new BlockUse(tree, mounts, swaps);
  }

  /** The uses of a block device or partition by itself, such as "mounted at /home". */
  List<String> of(String name) {
    List<String> uses = new ArrayList<>();
    Optional<String> number = tree.read("sys/class/block/" + name + "/dev");
    for (String[] mount : mounts) {
      if (number.isPresent() && number.get().equals(mount[MOUNT_DEVICE])) {
        uses.add("mounted at " + unescape(mount[MOUNT_POINT]));
      }
    }
    // Its mounts have a device number that is not the disk's; it is here only while mounted.
    for (String id : tree.list("sys/fs/btrfs")) {
      if (tree.exists("sys/fs/btrfs/" + id + "/devices/" + name)) {
        uses.add("part of the mounted btrfs " + id);
      }
    }
    if (swaps.contains("/dev/" + name)) {
      uses.add("swap");
    }
    for (String holder : tree.list("sys/class/block/" + name + "/holders")) {
      uses.add("part of " + holder + holderName(holder));
    }
    return uses;
  }

  /** The uses of a block device and of its partitions, each with its name in front. */
  List<String> ofAll(String disk) {
    List<String> uses = new ArrayList<>();
    of(disk).forEach(use -> uses.add(disk + " is " + use));
    for (String partition : BlockDevices.partitions(tree, disk)) {
      of(partition).forEach(use -> uses.add(partition + " is " + use));
    }
    return uses;
  }

  /**
   * Whether the kernel says that a disk, or a partition of it, is in use, by whomever: there are
   * users, such as ZFS, of which nothing is to be seen elsewhere. Needs the right to open it.
   */
  List<String> claimed(String disk) {
    try (LinuxFile free =
        LinuxFile.open(tree.at("dev/" + disk), LinuxFile.O_RDONLY | LinuxFile.O_EXCL, 0)) {
      LOG.debug("nobody claims {}", free.path());
      return List.of();
    } catch (SystemCallException e) {
      return e.errno() == Errno.EBUSY
          ? List.of(disk + " is in use by the kernel (EBUSY): stop what uses it")
          : List.of();
    }
  }

  private String holderName(String holder) {
    return tree.readSome("sys/class/block/" + holder + "/dm/name")
        .map(name -> " (" + name + ")")
        .orElse("");
  }

  /** Spaces and the like are octal in mountinfo. */
  private static String unescape(String path) {
    return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
