package io.jacquard.lab.pair;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.lab.vm.OwnerOnly;
import io.jacquard.lab.vm.ProcessIdentity;
import io.jacquard.lab.vm.QemuMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A capture that QEMU makes for a process, as a machine's directory tells of it: so that another
 * process can end it when that one was killed.
 *
 * @param id of QEMU's object
 * @param file that it writes
 * @param pid of the process for which it is made
 * @param startTicks when that process started, in clock ticks since the machine's start
 */
record CaptureEntry(String id, String file, long pid, long startTicks) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".json";

  /** Of a capture for this process. */
  static CaptureEntry ofThisProcess(Path file) throws IOException {
    ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid());
    String id = "capture-%d-%x".formatted(self.pid(), System.nanoTime());
    return new CaptureEntry(id, file.toString(), self.pid(), self.startTicks());
  }

  /** Those of a machine. */
  static List<CaptureEntry> of(LabMachine machine) throws IOException {
    List<CaptureEntry> entries = new ArrayList<>();
    for (Path file : files(machine)) {
      try {
        entries.add(JSON.readValue(Files.readAllBytes(file), CaptureEntry.class));
      } catch (NoSuchFileException justEnded) {
        continue;
      }
    }
    return entries;
  }

  private static List<Path> files(LabMachine machine) throws IOException {
    try (Stream<Path> files = Files.list(directory(machine))) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Path directory(LabMachine machine) {
    return Path.of(machine.directory(), "captures");
  }

  private Path file(LabMachine machine) {
    return directory(machine).resolve(id + SUFFIX);
  }

  /** Whether the process for which it is made has ended. */
  @JsonIgnore
  boolean isAbandoned() {
    return !new ProcessIdentity(pid, startTicks).alive();
  }

  /** Writes it down. */
  void write(LabMachine machine) throws IOException {
    Path next = OwnerOnly.directories(directory(machine)).resolve(id);
    Files.write(OwnerOnly.file(next), JSON.writeValueAsBytes(this));
    Files.move(next, file(machine), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Ends the capture, if QEMU makes it still, and forgets it.
   *
   * @return whether QEMU made it
   */
  boolean end(LabMachine machine) throws IOException {
    boolean made = false;
    // Nobody else ends it meanwhile: QEMU has one visitor at a time.
    try (QemuMonitor monitor = machine.machine().monitor()) {
      for (JsonNode object : monitor.execute("qom-list", Map.of("path", "/objects"))) {
        if (object.path("name").asText().equals(id)) {
          monitor.execute("object-del", Map.of("id", id));
          made = true;
        }
      }
    }
    forget(machine);
    return made;
  }

  /** Forgets a capture that is not made any more. */
  void forget(LabMachine machine) throws IOException {
    Files.deleteIfExists(file(machine));
  }
}
