package io.jacquard.initiator;

import io.jacquard.nvme.namespace.NamespaceGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * Blocks that programs read and write: a remote namespace, or one that this program has opened
 * itself. Thread-safe. Calls that return a future are complete when the data is there; the others
 * wait and are meant for ordinary and virtual threads.
 */
public interface BlockStorage {

  /** Size and shape now. */
  NamespaceGeometry geometry();

  /** Reads blocks. */
  CompletableFuture<Void> readAsync(long startBlock, ByteBuffer into, IoFlag... flags);

  /** Writes blocks. */
  CompletableFuture<Void> writeAsync(long startBlock, ByteBuffer from, IoFlag... flags);

  /** Like {@link #readAsync}, and waits. */
  void read(long startBlock, ByteBuffer into, IoFlag... flags) throws IOException;

  /** Like {@link #writeAsync}, and waits. */
  void write(long startBlock, ByteBuffer from, IoFlag... flags) throws IOException;

  /** Makes everything that was written before, and answered, durable. */
  void flush() throws IOException;

  /** The blocks as bytes, with a position of their own. */
  NamespaceChannel channel();
}
