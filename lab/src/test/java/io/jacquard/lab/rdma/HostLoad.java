package io.jacquard.lab.rdma;

import io.jacquard.initiator.ControllerListener;
import io.jacquard.initiator.ControllerState;
import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes over one connection, and reads again what it wrote, until it is told that it is enough.
 * How it goes is in files of its name, as {@code load.sh} reads and writes them.
 */
final class HostLoad implements ControllerListener {
  private static final int PIECE_BYTES = 256 << 10;
  private static final int MOST_PIECES = 192;
  private static final long LOOK_NANOS = 50_000_000;

  private final Path directory;
  private final String name;
  private final long start;

  /** What the pieces are made of; the last ones if they were written more than once. */
  private final List<Long> seeds = new ArrayList<>();

  private final ByteBuffer written = ByteBuffer.allocateDirect(PIECE_BYTES);
  private final ByteBuffer read = ByteBuffer.allocateDirect(PIECE_BYTES);
  private long rounds;

  /**
   * A load.
   *
   * @param start byte of the disk where its part begins
   */
  HostLoad(Path directory, String name, long start) {
    this.directory = directory;
    this.name = name;
    this.start = start;
  }

  /** Until all was compared; stays connected until it may leave. */
  void run(String uri) throws IOException {
    try (RemoteController controller = RemoteDisk.alert(uri)) {
      controller.addListener(this);
      tell("live");
      RemoteNamespace disk = controller.namespace(1).orElseThrow();
      while (!Files.exists(file("enough"))) {
        round(disk);
      }
      for (int i = 0; i < seeds.size(); i++) {
        compare(disk, i);
      }
      Files.writeString(file("status"), "0\n");
      while (!Files.exists(directory.resolve("leave"))) {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } catch (IOException | RuntimeException | AssertionError failure) {
      Files.writeString(file("log"), failure + "\n");
      Files.writeString(file("status"), "1\n");
      throw failure;
    }
  }

  private Path file(String kind) {
    return directory.resolve(name + "." + kind);
  }

  private void tell(String state) throws IOException {
    Files.writeString(file("state"), state + "\n");
  }

  @Override
  public void stateChanged(ControllerState from, ControllerState to, String why) {
    try {
      tell(to == ControllerState.LIVE ? "live" : "connecting");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** One more piece, and an earlier one. */
  private void round(RemoteNamespace disk) throws IOException {
    int piece = (int) (rounds % MOST_PIECES);
    long seed = start + rounds;
    fill(seed);
    disk.write(block(disk, piece), written, IoFlag.FORCE_UNIT_ACCESS);
    if (piece == seeds.size()) {
      seeds.add(seed);
    } else {
      seeds.set(piece, seed);
    }
    compare(disk, piece / 2);
    rounds++;
    Files.writeString(file("rounds"), "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private long block(RemoteNamespace disk, int piece) {
    return (start + (long) piece * PIECE_BYTES) / disk.geometry().blockSize();
  }

  private void fill(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < PIECE_BYTES; i += Long.BYTES) {
      written.putLong(i, random.nextLong());
    }
  }

  private void compare(RemoteNamespace disk, int piece) throws IOException {
    disk.read(block(disk, piece), read);
    fill(seeds.get(piece));
    int difference = read.mismatch(written);
    if (difference >= 0) {
      throw new AssertionError(
          "piece %d of %s is not what was written, from byte %d"
              .formatted(piece, name, difference));
    }
  }
}
