package io.jacquard.nvme.namespace;

import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.loop.Loop;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Storage, or a remote controller's namespace: a thing from which a loop opens a {@link
 * CommandQueue}. Thread-safe.
 */
public interface Namespace extends AutoCloseable {

  /**
   * Size and shape now; another value after {@link #resize}, see also {@link #onChange}. The block
   * size is fixed. Cheap enough for every command.
   */
  NamespaceGeometry geometry();

  /** What the namespace can do, fixed for its life. */
  Set<Capability> capabilities();

  /** One line for people: what this is and by which way it is reached, such as "direct I/O". */
  String description();

  /** By which way it is reached. */
  AccessPath access();

  /** The command set of its I/O commands, a {@link CommandSetIdentifier}. Fixed. */
  default int commandSet() {
    return CommandSetIdentifier.NVM;
  }

  /** How it is divided, if it is zoned; its command set is then the Zoned Namespace one. Fixed. */
  default Optional<ZoneGeometry> zones() {
    return Optional.empty();
  }

  /**
   * The most data that one command may carry, in bytes: a power of two, 8192 or more. A command
   * with more completes with Invalid Field in Command, as a device's does beyond its MDTS. Fixed.
   */
  default int largestTransfer() {
    return 1 << 30;
  }

  /**
   * A way to the controller behind, if there is one. The caller closes it, before the namespace.
   *
   * @throws IOException if there is one that cannot be reached now
   */
  default Optional<ControllerAccess> controller() throws IOException {
    return Optional.empty();
  }

  /**
   * Opens a queue for use on {@code loop}. Called on that loop.
   *
   * @param depth the most commands that will be in the queue at a time, 1 to 65536
   * @throws java.io.UncheckedIOException if the kernel or the device has no queue left; a later
   *     call may succeed
   */
  CommandQueue open(Loop loop, int depth);

  /**
   * Names who is to hear when {@link #geometry} has changed by itself, without {@link #resize}: a
   * device that somebody else has given another size. Only devices that notice tell.
   *
   * @param changed called afterwards, on any thread; does not block
   */
  default void onChange(Runnable changed) {}

  /**
   * Changes the size. Never called on a loop.
   *
   * @param bytes the new size, a multiple of the block size
   * @throws UnsupportedOperationException without {@link Capability#RESIZE}
   * @throws IOException if the medium refuses
   */
  default void resize(long bytes) throws IOException {
    throw new UnsupportedOperationException(description() + " has a fixed size");
  }

  /** Gives the medium back. Queues are closed first. Harmless when repeated. */
  @Override
  void close();
}
