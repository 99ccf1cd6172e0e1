package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.target.engine.Async;
import io.jacquard.target.engine.Choice;
import io.jacquard.target.engine.EngineOptions;
import io.jacquard.target.engine.RingKind;
import io.jacquard.target.passthrough.Passthrough;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which engine a file or block device gets: the one that was asked for, or else the best that
 * works: io_uring, libaio for direct I/O, threads.
 *
 * @param engine the engine
 * @param access how to call it, and why nothing better was taken
 */
record EngineChoice(Engine engine, AccessPath access) {

  /**
   * Chooses.
   *
   * @throws IllegalArgumentException if what was asked for is not for files and block devices
   * @throws IOException if what was asked for does not work here, with the reason and the remedy
   */
  static EngineChoice of(ImageFile image, FileStore store, KernelSupport kernel)
      throws IOException {
    return new Chooser(image, store, kernel).choose();
  }

  /** Checks what can be checked without the file. */
  static void check(FileOptions options) {
    EngineOptions wanted = options.engine();
    refuse(options, "be", wanted.backEnd(), List.of("linux"));
    refuse(options, "sync", wanted.sync(), List.of("psync"));
    boolean nvme = Passthrough.hasController(options.uri());
    refuse(
        options,
        "admin",
        wanted.admin(),
        nvme ? List.of("nvme", "block") : List.of("file", "block"));
    Async async = wanted.async().orElse(Async.IO_URING);
    if (async == Async.IO_URING_CMD || async == Async.NVME) {
      throw options.bad(
          "async="
              + async.word()
              + (async == Async.NVME
                  ? " is the user-space driver's (pci:…)"
                  : " is for generic NVMe devices (/dev/ngXnY)")
              + ": write io_uring, libaio, thrpool or emu");
    }
    boolean forRing =
        wanted.pollIo()
            || wanted.pollSq()
            || wanted.registerFiles() == Choice.ON
            || wanted.registerBuffers() == Choice.ON;
    if (forRing && async != Async.IO_URING) {
      throw options.bad(
          "poll_io, poll_sq, register_files and register_buffers are for async=io_uring, not "
              + async.word());
    }
  }

  private static void refuse(
      FileOptions options, String name, Optional<String> given, List<String> possible) {
    if (given.isPresent() && !possible.contains(given.get())) {
      throw options.bad(
          name
              + "="
              + given.get()
              + " is not possible for a file or block device: write "
              + String.join(" or ", possible));
    }
  }

  private static final class Chooser {
    private final FileOptions options;
    private final EngineOptions wanted;
    private final ImageFile image;
    private final FileStore store;
    private final KernelSupport kernel;
    private final List<String> notes = new ArrayList<>();

    Chooser(ImageFile image, FileStore store, KernelSupport kernel) {
      this.options = image.options();
      this.wanted = options.engine();
      this.image = image;
      this.store = store;
      this.kernel = kernel;
    }

    EngineChoice choose() throws IOException {
      // Admin commands go past the block layer to the controller, if there is one.
      String admin =
          Passthrough.hasController(options.uri()) ? "nvme" : image.isDevice() ? "block" : "file";
      if (wanted.admin().isPresent() && !wanted.admin().get().equals(admin)) {
        throw options.bad(
            "admin=" + wanted.admin().get() + ": this is " + admin + "; leave it out");
      }
      if (!image.direct()) {
        notes.add(image.access());
      }
      Async async = async();
      Engine engine =
          switch (async) {
            case EMU -> new Engine.Inline();
            case THRPOOL -> threads();
            case LIBAIO -> inKernel(new AioOpener(image.data().fd()));
            case IO_URING -> inKernel(ringOpener());
            case IO_URING_CMD, NVME -> throw new IllegalStateException("refused before");
          };
      return new EngineChoice(engine, new AccessPath("linux", async.word(), "psync", admin, notes));
    }

    private Async async() throws IOException {
      if (wanted.async().isPresent()) {
        Optional<String> obstacle = obstacle(wanted.async().get());
        if (obstacle.isPresent()) {
          throw refused("async=" + wanted.async().get().word(), obstacle.get());
        }
        return wanted.async().get();
      }
      Optional<String> noRing = obstacle(Async.IO_URING);
      if (noRing.isEmpty()) {
        return Async.IO_URING;
      }
      if (needsRing()) {
        throw refused("io_uring", noRing.get());
      }
      notes.add("not io_uring: " + noRing.get());
      Optional<String> noAio = obstacle(Async.LIBAIO);
      if (noAio.isEmpty()) {
        return Async.LIBAIO;
      }
      notes.add("not libaio: " + noAio.get());
      return Async.THRPOOL;
    }

    private Optional<String> obstacle(Async async) throws IOException {
      return switch (async) {
        case EMU, THRPOOL, IO_URING_CMD, NVME -> Optional.empty();
        case LIBAIO ->
            image.direct()
                ? kernel.noAio()
                : Optional.of("it works with direct I/O only, and this is " + image.access());
        case IO_URING -> ringObstacle();
      };
    }

    private Optional<String> ringObstacle() throws IOException {
      if (wanted.pollIo()) {
        Optional<String> unpolled = unpolled();
        if (unpolled.isPresent()) {
          throw refused("poll_io", unpolled.get());
        }
      }
      Optional<String> obstacle = kernel.noRing(ring());
      if (obstacle.isEmpty() && wanted.registerBuffers() == Choice.ON) {
        Optional<String> refused = kernel.noRegisteredBuffers(ring());
        if (refused.isPresent()) {
          throw refused("register_buffers", refused.get());
        }
      }
      return obstacle;
    }

    private Optional<String> unpolled() {
      if (!image.direct()) {
        return Optional.of("it works with direct I/O only, and this is " + image.access());
      }
      return image.polls()
          ? Optional.empty()
          : Optional.of(
              "the device has no polled queues: load its driver with some, for NVMe"
                  + " 'modprobe nvme poll_queues=2'");
    }

    private boolean needsRing() {
      return wanted.pollIo()
          || wanted.pollSq()
          || wanted.registerFiles() == Choice.ON
          || wanted.registerBuffers() == Choice.ON;
    }

    private RingKind ring() {
      return new RingKind(
          false,
          wanted.pollIo(),
          wanted.pollSq(),
          wanted.registerFiles() != Choice.OFF,
          wanted.registerBuffers() != Choice.OFF);
    }

    private RingOpener ringOpener() {
      boolean registered =
          wanted.registerFiles() == Choice.ON || wanted.registerBuffers() == Choice.ON;
      return new RingOpener(ring(), image.data().fd(), image.file().fd(), registered);
    }

    private Engine.Threads threads() {
      return new Engine.Threads(wanted.threads(), "file-" + options.path().getFileName());
    }

    private Engine inKernel(AsyncFile.Opener opener) {
      return new Engine.Kernel(opener, store, threads(), wanted.async().isPresent() || needsRing());
    }

    private IOException refused(String what, String why) {
      return new IOException(options.path() + ": " + what + " is not possible: " + why);
    }
  }
}
