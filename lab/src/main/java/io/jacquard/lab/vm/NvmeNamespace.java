package io.jacquard.lab.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A namespace of an {@link NvmeController} that QEMU emulates. Immutable: each method returns
 * another one.
 *
 * @param bytes its size; the file that keeps it is sparse
 * @param blockSize of a logical block in bytes: 512 or 4096
 * @param image the file that keeps it, which stays; empty: one that is deleted with the machine
 * @param properties further properties of QEMU's {@code nvme-ns}, such as {@code zoned=true}
 * @param faults options of QEMU's {@code blkdebug}
 */
public record NvmeNamespace(
    long bytes, int blockSize, Optional<Path> image, List<String> properties, List<String> faults) {

  private static final int FAULT_OPTIONS = 4;

  /** Copies the lists. */
  public NvmeNamespace {
    properties = List.copyOf(properties);
    faults = List.copyOf(faults);
  }

  /** A namespace with blocks of 512 bytes. */
  public static NvmeNamespace of(long bytes) {
    return new NvmeNamespace(bytes, 512, Optional.empty(), List.of(), List.of());
  }

  /** With logical blocks of this many bytes. */
  public NvmeNamespace blocksOf(int size) {
    return new NvmeNamespace(bytes, size, image, properties, faults);
  }

  /** Kept in a file which exists and is at least as long. */
  public NvmeNamespace in(Path file) {
    return new NvmeNamespace(bytes, blockSize, Optional.of(file), properties, faults);
  }

  /** With further properties of {@code nvme-ns}, each {@code name=value}. */
  public NvmeNamespace with(String... more) {
    return new NvmeNamespace(bytes, blockSize, image, plus(properties, List.of(more)), faults);
  }

  /** With the Zoned Namespace Command Set; sizes in bytes, limits 0 for none. */
  public NvmeNamespace zoned(long zoneSize, long zoneCapacity, int maxOpen, int maxActive) {
    return with(
        "zoned=true",
        "zoned.zone_size=" + zoneSize,
        "zoned.zone_capacity=" + zoneCapacity,
        "zoned.max_open=" + maxOpen,
        "zoned.max_active=" + maxActive);
  }

  /**
   * Makes every command of a type fail that touches a sector of 512 bytes.
   *
   * @param type {@code read}, {@code write}, {@code write-zeroes}, {@code discard} or {@code flush}
   * @param sector number of 512 bytes from the start; negative: wherever it is
   */
  public NvmeNamespace failing(String type, long sector) {
    String rule = "inject-error." + faults.size() / FAULT_OPTIONS + ".";
    List<String> more = new ArrayList<>(FAULT_OPTIONS);
    more.add(rule + "event=none");
    more.add(rule + "iotype=" + type);
    more.add(rule + "errno=5");
    more.add(rule + "sector=" + sector);
    return new NvmeNamespace(bytes, blockSize, image, properties, plus(faults, more));
  }

  private static List<String> plus(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
