package io.jacquard.initiator;

import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A namespace that this program uses directly: a file, a device of this machine by any of its
 * interfaces, memory, or a remote namespace, whatever {@code jacquard enum} and the target's {@code
 * --namespace} know.
 *
 * <pre>{@code
 * try (DirectNamespace disk = DirectNamespace.open("/dev/nvme0n1")) {
 *   ByteBuffer block = DirectNamespace.allocate(4096);
 *   disk.read(0, block);
 * }
 * }</pre>
 *
 * <p>Requests of any size are split as the device's limits demand; such a request is not atomic.
 * Data is what lies between position and limit of a buffer; neither is changed. Buffers of {@link
 * #allocate} are used in place where the device allows it, so they must be left alone until the
 * call is complete; others are copied. Lengths are multiples of the block size. Futures complete on
 * a loop, so functions chained to them must not block. Thread-safe.
 */
public final class DirectNamespace implements BlockStorage, AutoCloseable {
  private static final int LARGEST_TRANSFER = 1 << 20;
  private static final long BUFFER_BYTES = 64L << 20;

  /** The back end whose memory must be known to it beforehand. */
  private static final String PCI = "pci";

  private final Namespace namespace;
  private final String name;
  private final List<ThreadLoop> loops = new ArrayList<>();
  private final List<DirectQueue> queues = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private DirectNamespace(String name, Namespace namespace, LoopSettings settings) {
    this.name = name;
    this.namespace = namespace;
    boolean inPlace = !namespace.access().backEnd().equals(PCI);
    for (int i = 0; i < settings.count(); i++) {
      ThreadLoop loop = new ThreadLoop("direct-" + i, settings);
      loops.add(loop);
      queues.add(new DirectQueue(loop, namespace, inPlace));
    }
  }

  /**
   * Opens a namespace, with one queue of its own. May block.
   *
   * @param uri what to open, and options after it
   * @throws IllegalArgumentException if there is no such kind or an option is wrong, with what
   *     would be right
   * @throws IOException if it cannot be opened
   */
  public static DirectNamespace open(String uri) throws IOException {
    LoopSettings some = LoopSettings.defaults();
    return open(
        uri, new LoopSettings(1, some.engine(), some.spin(), BUFFER_BYTES, LARGEST_TRANSFER));
  }

  /**
   * Opens a namespace with a queue for each of so many threads, to which callers are spread.
   *
   * @param settings the threads
   */
  public static DirectNamespace open(String uri, LoopSettings settings) throws IOException {
    NamespaceUri parsed = NamespaceKinds.resolve(uri);
    ExistingFile.require(parsed);
    return of(uri, NamespaceKinds.open(parsed), settings);
  }

  /**
   * Uses a namespace that is open.
   *
   * @param name what it is called in messages
   * @param namespace closed with the one that is returned
   */
  public static DirectNamespace of(String name, Namespace namespace, LoopSettings settings) {
    return new DirectNamespace(name, namespace, settings);
  }

  /** A direct buffer that begins on a page boundary, as devices like it. */
  public static ByteBuffer allocate(int bytes) {
    return IoMemory.allocate(bytes).segment().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The namespace itself: what it can do, by which way it is reached, its controller. */
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public NamespaceGeometry geometry() {
    return namespace.geometry();
  }

  @Override
  public CompletableFuture<Void> readAsync(long startBlock, ByteBuffer into, IoFlag... flags) {
    return transfer(NvmOpcode.READ, startBlock, Payload.target(into), IoFlag.cdw12(flags));
  }

  /** Reads blocks. */
  public CompletableFuture<Void> readAsync(long startBlock, MemorySegment into, IoFlag... flags) {
    return transfer(NvmOpcode.READ, startBlock, Payload.target(into), IoFlag.cdw12(flags));
  }

  @Override
  public CompletableFuture<Void> writeAsync(long startBlock, ByteBuffer from, IoFlag... flags) {
    return transfer(NvmOpcode.WRITE, startBlock, Payload.source(from), IoFlag.cdw12(flags));
  }

  /** Writes blocks. */
  public CompletableFuture<Void> writeAsync(long startBlock, MemorySegment from, IoFlag... flags) {
    return transfer(NvmOpcode.WRITE, startBlock, Payload.source(from), IoFlag.cdw12(flags));
  }

  /** Makes blocks read as zeroes; they may be deallocated if {@code deallocate}. */
  public CompletableFuture<Void> writeZeroesAsync(BlockRange blocks, boolean deallocate) {
    return submit(NvmOpcode.WRITE_ZEROES, deallocate ? Sqe.DEAC : 0, blocks, Payload.NONE);
  }

  /** Makes everything that was written before, and answered, durable. */
  public CompletableFuture<Void> flushAsync() {
    return commandAsync(Sqe.allocate().opcode(NvmOpcode.FLUSH), ByteBuffer.allocate(0))
        .thenApply(result -> null);
  }

  /** Tells that the data of blocks is no longer needed. */
  public CompletableFuture<Void> deallocateAsync(List<BlockRange> blocks) {
    List<CompletableFuture<Long>> all =
        DatasetRanges.encode(blocks).stream().map(this::deallocate).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Long> deallocate(ByteBuffer ranges) {
    Sqe sqe =
        Sqe.allocate()
            .opcode(NvmOpcode.DATASET_MANAGEMENT)
            .cdw10(ranges.remaining() / DatasetRange.BYTES - 1)
            .cdw11(DatasetRange.ATTRIBUTE_DEALLOCATE);
    return commandAsync(sqe, ranges);
  }

  /**
   * Sends any I/O command.
   *
   * @param sqe opcode and command dwords; copied
   * @param data the data, or an empty buffer; the opcode says which way it goes
   * @return CQE dwords 0 and 1
   */
  public CompletableFuture<Long> commandAsync(Sqe sqe, ByteBuffer data) {
    DirectQueue queue = queue();
    if (data.remaining() > queue.largest()) {
      throw new IllegalArgumentException(
          "%d bytes are more than one command can carry, %d"
              .formatted(data.remaining(), queue.largest()));
    }
    DirectCommand command =
        new DirectCommand(
            NvmOpcode.nameOf(sqe.opcode()) + " of " + name,
            Sqe.allocate().copyFrom(sqe).nsid(1),
            Payload.of(sqe, data, queue.largest()));
    queue.submit(command);
    return command.result();
  }

  private CompletableFuture<Void> transfer(int opcode, long start, Payload payload, int cdw12) {
    int blockSize = geometry().blockSize();
    if (payload.size() % blockSize != 0) {
      throw new IllegalArgumentException(
          payload.size() + " bytes are not a multiple of the block size " + blockSize);
    }
    if (payload.size() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    return submit(opcode, cdw12, new BlockRange(start, payload.size() / blockSize), payload);
  }

  private CompletableFuture<Void> submit(
      int opcode, int cdw12, BlockRange blocks, Payload payload) {
    DirectQueue queue = queue();
    DirectTransfer transfer =
        new DirectTransfer(
            name,
            opcode,
            cdw12,
            blocks,
            geometry().blockSize(),
            queue.largest(),
            namespace.zones().map(ZoneGeometry::zoneBlocks).orElse(0L),
            payload);
    queue.submit(transfer);
    return transfer.done();
  }

  private DirectQueue queue() {
    return queues.get(Math.floorMod(Thread.currentThread().threadId(), queues.size()));
  }

  @Override
  public void read(long startBlock, ByteBuffer into, IoFlag... flags) throws IOException {
    await(readAsync(startBlock, into, flags));
  }

  @Override
  public void write(long startBlock, ByteBuffer from, IoFlag... flags) throws IOException {
    await(writeAsync(startBlock, from, flags));
  }

  /** Like {@link #writeZeroesAsync}, and waits. */
  public void writeZeroes(BlockRange blocks, boolean deallocate) throws IOException {
    await(writeZeroesAsync(blocks, deallocate));
  }

  @Override
  public void flush() throws IOException {
    await(flushAsync());
  }

  /** Like {@link #deallocateAsync}, and waits. */
  public void deallocate(List<BlockRange> blocks) throws IOException {
    await(deallocateAsync(blocks));
  }

  /** Like {@link #commandAsync}, and waits. */
  public long command(Sqe sqe, ByteBuffer data) throws IOException {
    return await(commandAsync(sqe, data));
  }

  @Override
  public NamespaceChannel channel() {
    return new NamespaceChannel(this);
  }

  private <T> T await(CompletableFuture<T> future) throws IOException {
    if (!future.isDone() && loops.stream().anyMatch(ThreadLoop::inLoop)) {
      throw new IllegalStateException(
          "a blocking call on the namespace's own loop would wait for itself: use the call that"
              + " returns a future");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw Failure.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + name);
    }
  }

  /**
   * Lets the requests under way end, refuses those that wait, and gives the namespace back. Does
   * not make anything durable: see {@link #flush}.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<Void>> gone = queues.stream().map(DirectQueue::close).toList();
    gone.forEach(CompletableFuture::join);
    loops.forEach(ThreadLoop::close);
    namespace.close();
  }
}
