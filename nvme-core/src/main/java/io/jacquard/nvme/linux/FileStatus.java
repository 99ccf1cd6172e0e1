package io.jacquard.nvme.linux;

/**
 * What the kernel knows about an open file.
 *
 * @param kind what sort of file it is
 * @param size length in bytes; 0 for a device, see {@link LinuxFile#seekEnd}
 * @param allocated bytes of the medium in use: less than the size for a sparse file
 * @param preferredBlock unit that suits the file system, in bytes
 * @param deviceMajor with {@code deviceMinor} and {@code inode} names the file uniquely
 * @param deviceMinor minor number of the device that holds the file
 * @param inode inode number
 * @param specialMajor of a device: its own major number
 * @param specialMinor of a device: its own minor number
 * @param directMemoryAlignment what O_DIRECT wants of addresses, in bytes; 0 if not known
 * @param directOffsetAlignment what O_DIRECT wants of offsets and lengths; 0 if not known
 */
public record FileStatus(
    Kind kind,
    long size,
    long allocated,
    int preferredBlock,
    int deviceMajor,
    int deviceMinor,
    long inode,
    int specialMajor,
    int specialMinor,
    int directMemoryAlignment,
    int directOffsetAlignment) {

  /** Sorts of files that matter here. */
  public enum Kind {
    /** A regular file. */
    REGULAR,
    /** A block device. */
    BLOCK_DEVICE,
    /** A directory. */
    DIRECTORY,
    /** A character device. */
    CHARACTER_DEVICE,
    /** Anything else: a pipe, a socket. */
    OTHER;

    private static final int TYPE_MASK = 0xF000;

    static Kind ofMode(int mode) {
      return switch (mode & TYPE_MASK) {
        case 0x8000 -> REGULAR;
        case 0x6000 -> BLOCK_DEVICE;
        case 0x4000 -> DIRECTORY;
        case 0x2000 -> CHARACTER_DEVICE;
        default -> OTHER;
      };
    }
  }
}
