package io.jacquard.lab.pair;

import io.jacquard.lab.vm.OwnerOnly;
import io.jacquard.lab.vm.QemuMonitor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Records the packets of a machine's end of the private link in a file (pcap) until it is closed.
 * QEMU does it: the guests do not notice.
 */
public final class LinkCapture implements AutoCloseable {

  private static final int WHOLE_PACKETS = 65_536;

  private final LabMachine machine;
  private final Path file;
  private final CaptureEntry entry;
  private boolean closed;

  private LinkCapture(LabMachine machine, Path file, CaptureEntry entry) {
    this.machine = machine;
    this.file = file;
    this.entry = entry;
  }

  /**
   * Ends what is recorded at a lab's machines for processes that were killed, which QEMU does not
   * notice.
   *
   * @param told a line for each of them
   */
  public static void endAbandoned(Lab lab, Consumer<String> told) {
    for (LabMachine machine : lab.machines()) {
      if (machine.alive()) {
        endAbandoned(machine, told);
      }
    }
  }

  private static void endAbandoned(LabMachine machine, Consumer<String> told) {
    try {
      for (CaptureEntry entry : CaptureEntry.of(machine)) {
        if (entry.isAbandoned() && entry.end(machine)) {
          told.accept(
              "The capture into %s went on after its command had been killed; it is ended."
                  .formatted(entry.file()));
        }
      }
    } catch (IOException failure) {
      told.accept(
          "A capture of a command that was killed goes on at %s: %s"
              .formatted(machine.name(), failure.getMessage()));
    }
  }

  /**
   * Begins to record.
   *
   * @param file that is made
   * @param replaces whether it may be there, and is made anew
   * @throws FileAlreadyExistsException if it is there and may not be
   * @throws IOException if QEMU cannot write it, or the machine has ended
   */
  public static LinkCapture start(LabMachine machine, Path file, boolean replaces)
      throws IOException {
    Path absolute = file.toAbsolutePath();
    // QEMU would replace it, and say no more than that it cannot if it cannot; this says why.
    if (replaces) {
      OwnerOnly.file(absolute);
    } else {
      Files.createFile(absolute, OwnerOnly.file());
    }
    CaptureEntry entry = CaptureEntry.ofThisProcess(absolute);
    try {
      entry.write(machine);
      begin(machine, absolute, entry.id());
    } catch (IOException failure) {
      entry.forget(machine);
      if (!replaces) {
        Files.delete(absolute); // or the next attempt would be refused
      }
      throw failure;
    }
    return new LinkCapture(machine, absolute, entry);
  }

  private static void begin(LabMachine machine, Path file, String id) throws IOException {
    try (QemuMonitor monitor = machine.machine().monitor()) {
      monitor.execute(
          "object-add",
          Map.of(
              "qom-type",
              "filter-dump",
              "id",
              id,
              "netdev",
              PrivateLink.ID,
              "maxlen",
              WHOLE_PACKETS,
              "file",
              file.toString()));
    }
  }

  /** How many packets are in the file. */
  public long packets() throws IOException {
    return PacketFile.count(file);
  }

  /** Ends recording; the file is whole then. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed && machine.alive()) {
      closed = true;
      entry.end(machine);
    }
  }
}
