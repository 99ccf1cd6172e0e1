package io.jacquard.target.passthrough;

import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.engine.Async;
import io.jacquard.target.engine.Choice;
import io.jacquard.target.engine.EngineOptions;
import io.jacquard.target.engine.RingKind;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a URI of an NVMe device asks for, whose commands are to be passed through.
 *
 * @param uri the URI
 * @param path the device's node
 * @param engine the options of all engines, those that cannot be done here refused
 * @param exclusive nobody else may have the namespace mounted or open exclusively
 * @param timeoutMillis for each command, 0 for the driver's own
 */
record PassthroughOptions(
    NamespaceUri uri, Path path, EngineOptions engine, boolean exclusive, int timeoutMillis) {
  private static final String EXCLUSIVE = "exclusive";
  private static final String TIMEOUT = "timeout";
  private static final Set<String> NAMES = names();
  private static final int MOST_SECONDS = 86400;
  private static final Set<Async> POSSIBLE = Set.of(Async.EMU, Async.THRPOOL, Async.IO_URING_CMD);

  /**
   * Reads the URI.
   *
   * @throws IllegalArgumentException naming the option that is wrong and what would be right
   */
  static PassthroughOptions of(NamespaceUri uri) {
    uri.allowOnly(NAMES);
    EngineOptions engine = EngineOptions.of(uri);
    only(uri, "be", engine.backEnd(), "linux");
    only(uri, "sync", engine.sync(), "nvme");
    only(uri, "admin", engine.admin(), "nvme");
    Optional<Async> async = engine.async();
    if (async.isPresent() && !POSSIBLE.contains(async.get())) {
      throw EngineOptions.bad(
          uri,
          "async="
              + async.get().word()
              + " cannot pass NVMe commands through: write io_uring_cmd, thrpool or emu");
    }
    boolean ring = async.isEmpty() || async.get() == Async.IO_URING_CMD;
    boolean ringOptions =
        engine.pollIo()
            || engine.pollSq()
            || engine.registerFiles() == Choice.ON
            || engine.registerBuffers() == Choice.ON;
    if (ringOptions && !ring) {
      throw EngineOptions.bad(
          uri,
          "poll_io, poll_sq, register_files and register_buffers need async=io_uring_cmd, not "
              + async.get().word());
    }
    boolean exclusive = EngineOptions.choice(uri, EXCLUSIVE) != Choice.OFF;
    return new PassthroughOptions(uri, Path.of(uri.target()), engine, exclusive, timeout(uri));
  }

  private static Set<String> names() {
    Set<String> names = new HashSet<>(EngineOptions.NAMES);
    names.add(EXCLUSIVE);
    names.add(TIMEOUT);
    return names;
  }

  private static int timeout(NamespaceUri uri) {
    String text = uri.parameter(TIMEOUT).orElse("0");
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MOST_SECONDS) {
      throw EngineOptions.bad(
          uri, "timeout=" + text + ": write seconds, 1 to " + MOST_SECONDS + ", or 0 for default");
    }
    return Integer.parseInt(text) * 1000;
  }

  private static void only(NamespaceUri uri, String name, Optional<String> asked, String possible) {
    if (asked.isPresent() && !asked.get().equals(possible)) {
      throw EngineOptions.bad(
          uri,
          name
              + "="
              + asked.get()
              + " is not possible for NVMe commands that are passed through: write "
              + name
              + "="
              + possible);
    }
  }

  /** True if the ring is not just the best there is, but was asked for. */
  boolean demandsRing() {
    return engine.async().filter(Async.IO_URING_CMD::equals).isPresent()
        || engine.pollIo()
        || engine.pollSq()
        || demandsRegistration();
  }

  /** True if the kernel must know the device, or the buffers, beforehand. */
  boolean demandsRegistration() {
    return engine.registerFiles() == Choice.ON || engine.registerBuffers() == Choice.ON;
  }

  /** The rings that are wanted. */
  RingKind rings() {
    return new RingKind(
        true,
        engine.pollIo(),
        engine.pollSq(),
        engine.registerFiles() != Choice.OFF,
        engine.registerBuffers() != Choice.OFF);
  }
}
