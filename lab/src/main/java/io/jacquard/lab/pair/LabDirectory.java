package io.jacquard.lab.pair;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.lab.vm.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a lab is found again: a directory with {@code lab.json}, and one for each machine.
 *
 * @param path of the directory
 */
public record LabDirectory(Path path) {

  /** Environment variable that names another directory, for a second lab. */
  public static final String VARIABLE = "JACQUARD_LAB_DIR";

  private static final String SHARED_DISKS = "disks";

  private static final Path LOCK = Path.of("lock");

  /** What the file {@code lock} of a lab's directory holds. */
  private static final String MARK = "This directory is a lab's: jacquard lab --help\n";

  private static final Set<OpenOption> LOCKED =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The directory of this user's lab. */
  public static LabDirectory of(Map<String, String> environment) {
    String chosen = environment.get(VARIABLE);
    if (chosen != null && !chosen.isEmpty()) {
      return new LabDirectory(Path.of(chosen).toAbsolutePath());
    }
    String state = environment.get("XDG_STATE_HOME");
    Path base =
        state != null && !state.isEmpty()
            ? Path.of(state)
            : Path.of(environment.getOrDefault("HOME", "."), ".local", "state");
    return new LabDirectory(base.toAbsolutePath().resolve("jacquard").resolve("lab"));
  }

  /**
   * The lab that was brought up and not taken down since.
   *
   * @throws IOException if what is there cannot be understood
   */
  public Optional<Lab> read() throws IOException {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file()), Lab.class));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JsonProcessingException strange) {
      throw new IOException(
          "%s cannot be understood, perhaps it is of another version of Jacquard; end its machines (their pids are in it) and remove it"
              .formatted(file()),
          strange);
    }
  }

  /**
   * The lab that is up.
   *
   * @throws IOException if none is
   */
  public Lab require() throws IOException {
    return read()
        .orElseThrow(() -> new IOException("there is no lab; bring one up: jacquard lab up"));
  }

  /** Remembers a lab. */
  public void write(Lab lab) throws IOException {
    Path next = OwnerOnly.file(path.resolve("lab.json.next"));
    Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(lab));
    Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Forgets the lab, and what its machines wrote to their disks; their logs stay. */
  public void forget(Lab lab) throws IOException {
    Files.deleteIfExists(file());
    deleteTree(path.resolve(SHARED_DISKS));
    for (LabMachine machine : lab.machines()) {
      deleteTree(Path.of(machine.directory()).resolve("disks"));
      deleteTree(Path.of(machine.sockets()));
    }
  }

  /** What the DHCP server of a lab with a bridge writes. */
  Path bridgeLog() {
    return path.resolve("dhcp.txt");
  }

  private Path file() {
    return path.resolve("lab.json");
  }

  /** An empty directory for a machine. */
  Path newMachine(String name) throws IOException {
    Path directory = path.resolve(name);
    deleteTree(directory);
    return OwnerOnly.directories(directory);
  }

  /** An empty directory for disks that several machines have. */
  Path newDisks() throws IOException {
    return newMachine(SHARED_DISKS);
  }

  /** A new directory for sockets, whose paths must be short, that no other user may enter. */
  Path newSockets() throws IOException {
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    return runtime != null && Files.isWritable(Path.of(runtime))
        ? Files.createTempDirectory(Path.of(runtime), "jacquard-lab-")
        : Files.createTempDirectory("jacquard-lab-");
  }

  /**
   * Keeps other processes from bringing this lab up or down meanwhile.
   *
   * @throws IOException if one does, or if the directory holds what a lab would delete
   */
  public FileChannel lock() throws IOException {
    OwnerOnly.directories(path);
    Path file = path.resolve(LOCK);
    boolean found = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    FileChannel channel = FileChannel.open(file, LOCKED, OwnerOnly.file());
    try {
      lock(channel);
    } catch (IOException busy) {
      channel.close();
      throw busy;
    }
    try {
      mark(file, channel);
      return channel;
    } catch (IOException ofOthers) {
      if (!found) {
        Files.delete(file);
      }
      channel.close();
      throw ofOthers;
    }
  }

  private void lock(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException ofThisProcess) {
      // As good as any other's.
    }
    throw new IOException(
        "another command brings the lab in %s up or down; wait until it has ended".formatted(path));
  }

  /** Makes the directory a lab's, known by what is in the lock, unless it is one or is others'. */
  private void mark(Path file, FileChannel lock) throws IOException {
    ByteBuffer marked = ByteBuffer.allocate(MARK.length() + 1);
    while (marked.hasRemaining() && lock.read(marked, marked.position()) > 0) {}
    String mark = StandardCharsets.US_ASCII.decode(marked.flip()).toString();
    if (mark.equals(MARK)) {
      return;
    }
    // What a process that was killed has written of it is a part of it.
    if (!MARK.startsWith(mark)) {
      throw new IOException(
          "%s is not a lab's; let %s name an empty or a new directory".formatted(file, VARIABLE));
    }
    if (read().isEmpty()) {
      refuseOthers();
    }
    ByteBuffer whole = StandardCharsets.US_ASCII.encode(MARK);
    while (whole.hasRemaining()) {
      lock.write(whole, whole.position());
    }
  }

  /** Once it is a lab's, what has the names of machines and disks is deleted unasked. */
  private void refuseOthers() throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      Optional<Path> other =
          all.map(Path::getFileName).filter(name -> !name.equals(LOCK)).findAny();
      if (other.isPresent()) {
        throw new IOException(
            "%s is not a lab's, it has '%s'; let %s name an empty or a new directory, or empty it if an older lab has left that"
                .formatted(path, other.get(), VARIABLE));
      }
    }
  }

  static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
