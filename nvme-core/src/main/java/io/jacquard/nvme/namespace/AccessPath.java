package io.jacquard.nvme.namespace;

import java.util.List;

/**
 * By which way a namespace is really reached, in xNVMe's words. What was asked for may have been
 * "the best": this is what it came to.
 *
 * @param backEnd {@code linux} (files and devices of the kernel), {@code pci} (the user-space
 *     driver), {@code mem}, {@code pmem} or {@code fabrics}
 * @param async how I/O commands are carried out: {@code emu} (at once, by the caller), {@code
 *     thrpool}, {@code libaio}, {@code io_uring}, {@code io_uring_cmd} or {@code nvme} (queue
 *     pairs)
 * @param sync what a single command becomes: {@code nvme}, {@code block}, {@code psync} or {@code
 *     none}
 * @param admin who answers admin commands: {@code nvme} (a controller), {@code block} or {@code
 *     file} (made up from what the kernel knows) or {@code none}
 * @param notes a sentence for each thing that was not taken because it does not work here, with the
 *     reason
 */
public record AccessPath(
    String backEnd, String async, String sync, String admin, List<String> notes) {

  /** Copies the notes. */
  public AccessPath {
    notes = List.copyOf(notes);
  }

  /** The way without notes. */
  public AccessPath(String backEnd, String async, String sync, String admin) {
    this(backEnd, async, sync, admin, List.of());
  }
}
