package io.jacquard.initiator;

import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A namespace of a remote controller. Thread-safe.
 *
 * <p>Calls that return a future are complete when the controller has answered; their futures
 * complete on a loop of the initiator, so functions chained to them must not block (use the {@code
 * Async} variants of {@link CompletableFuture}). The other calls wait and are meant for ordinary
 * and virtual threads. Requests of any size are split as the controller's limits demand; such a
 * request is not atomic.
 *
 * <p>Data is what lies between position and limit of a buffer; neither is changed. Direct buffers
 * and native segments are used in place, so they must be left alone until the call is complete;
 * those in the heap are copied. Lengths are multiples of the block size.
 *
 * <p>While the connection is down, requests wait, and those that were on their way are sent again,
 * as {@link RecoveryOptions} say. Errors are {@link InitiatorException}s.
 */
public final class RemoteNamespace implements Namespace, BlockStorage {
  private static final AccessPath ACCESS = new AccessPath("fabrics", "nvme", "nvme", "nvme");
  private final Lifecycle lifecycle;
  private final int nsid;
  private final long timeoutNanos;
  private volatile NamespaceDescription description;
  private volatile boolean attached = true;

  RemoteNamespace(Lifecycle lifecycle, int nsid, long timeoutNanos) {
    this.lifecycle = lifecycle;
    this.nsid = nsid;
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * Takes over what the controller says now; called on the admin loop.
   *
   * @return true if it differs from before
   */
  boolean describe(FoundNamespace found) throws InitiatorException {
    NamespaceDescription now = NamespaceDescription.of(nsid, found, lifecycle.association());
    NamespaceDescription before = description;
    description = now;
    attached = true;
    return before != null
        && !(before.geometry().equals(now.geometry())
            && before.zones().equals(now.zones())
            && before.limits().equals(now.limits()));
  }

  /** The namespace is gone: further requests fail. */
  void detached() {
    attached = false;
  }

  /** The namespace identifier, 1 to 4294967294. */
  public long nsid() {
    return Integer.toUnsignedLong(nsid);
  }

  /** False once the controller no longer has the namespace. */
  public boolean attached() {
    return attached;
  }

  /** Identify Namespace, as of the last change. */
  public IdentifyNamespace identify() {
    return description.identify();
  }

  /** How much one command may cover. */
  BlockLimits limits() {
    return description.limits();
  }

  /** The globally unique identifiers. */
  public NamespaceIdentity identity() {
    return description.identity();
  }

  @Override
  public NamespaceGeometry geometry() {
    return description.geometry();
  }

  @Override
  public int commandSet() {
    return zones().isPresent() ? CommandSetIdentifier.ZONED_NAMESPACE : CommandSetIdentifier.NVM;
  }

  /** How it is divided, if it is zoned; {@link ZoneCommands} has what can be done with zones. */
  @Override
  public Optional<ZoneGeometry> zones() {
    return description.zones();
  }

  @Override
  public Set<Capability> capabilities() {
    return Capability.of(lifecycle.association().identify());
  }

  @Override
  public String description() {
    return "namespace " + nsid() + " of " + lifecycle.uri();
  }

  @Override
  public AccessPath access() {
    return ACCESS;
  }

  /**
   * Opens a queue without a future per command, for callers with their own command slots. This
   * namespace's NSID is put into every command. There is no thread hop if {@code loop} is one of
   * {@link RemoteController#loops} with an I/O queue.
   */
  @Override
  public CommandQueue open(Loop loop, int depth) {
    return open(loop, depth, () -> {});
  }

  /** Like {@link #open(Loop, int)}; {@code onGone} is told when the queue is closed and empty. */
  CommandQueue open(Loop loop, int depth, Runnable onGone) {
    return new LaneQueue(lifecycle.lanes().pick(loop), loop, this, depth, timeoutNanos, onGone);
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

  /** Compares blocks with data; fails with Compare Failure if they differ. */
  public CompletableFuture<Void> compareAsync(long startBlock, ByteBuffer with) {
    return transfer(NvmOpcode.COMPARE, startBlock, Payload.source(with), 0);
  }

  /** Makes blocks read as zeroes; they may be deallocated if {@code deallocate}. */
  public CompletableFuture<Void> writeZeroesAsync(BlockRange blocks, boolean deallocate) {
    return submit(
        new BlockTransfer(
            description.limits(),
            NvmOpcode.WRITE_ZEROES,
            deallocate ? Sqe.DEAC : 0,
            blocks.start(),
            blocks.count(),
            Payload.NONE,
            timeoutNanos));
  }

  /** Has the controller check that blocks can be read, without transferring them. */
  public CompletableFuture<Void> verifyAsync(BlockRange blocks) {
    return submit(
        new BlockTransfer(
            description.limits(),
            NvmOpcode.VERIFY,
            0,
            blocks.start(),
            blocks.count(),
            Payload.NONE,
            timeoutNanos));
  }

  /** Makes everything that was written before, and answered, durable. */
  public CompletableFuture<Void> flushAsync() {
    return command("Flush", Sqe.allocate().opcode(NvmOpcode.FLUSH), Payload.NONE, true)
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
    return command("Dataset Management", sqe, Payload.source(ranges), true);
  }

  /**
   * Has the controller copy blocks within the namespace, without transferring them.
   *
   * @param sources copied one after the other
   * @param destination first block of the place they are copied to, which overlaps none of them
   */
  public CompletableFuture<Void> copyAsync(List<BlockRange> sources, long destination) {
    List<CompletableFuture<Long>> all =
        CopyCommands.of(identify(), sources, destination).stream()
            .map(copy -> command("Copy", copy.sqe(), Payload.source(copy.ranges()), true))
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Sends any I/O command with this namespace's NSID, once: it is not repeated when the connection
   * is lost.
   *
   * @param sqe opcode, flags and command dwords; copied
   * @param data the data, or an empty buffer; the opcode says which way it goes
   * @return CQE dwords 0 and 1
   */
  public CompletableFuture<Long> commandAsync(Sqe sqe, ByteBuffer data) {
    int mostCopied = lifecycle.lanes().admin().loop().buffers().largest();
    return command(
        NvmOpcode.nameOf(sqe.opcode()),
        Sqe.allocate().copyFrom(sqe),
        Payload.of(sqe, data, mostCopied),
        false);
  }

  private CompletableFuture<Long> command(
      String name, Sqe sqe, Payload payload, boolean repeatable) {
    SingleCommand command =
        new SingleCommand(
            name + " of namespace " + nsid(), sqe.nsid(nsid), payload, timeoutNanos, repeatable);
    if (!attached) {
      return CompletableFuture.failedFuture(gone(name));
    }
    lifecycle.lanes().pick().submit(command);
    return command.result();
  }

  private CompletableFuture<Void> transfer(int opcode, long start, Payload payload, int cdw12) {
    BlockLimits limits = description.limits();
    if (payload.size() % limits.blockSize() != 0) {
      throw new IllegalArgumentException(
          payload.size() + " bytes are not a multiple of the block size " + limits.blockSize());
    }
    if (start < 0) {
      throw new IllegalArgumentException("start block " + start + " is negative");
    }
    if (payload.size() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    return submit(
        new BlockTransfer(
            limits,
            opcode,
            cdw12,
            start,
            payload.size() / limits.blockSize(),
            payload,
            timeoutNanos));
  }

  private CompletableFuture<Void> submit(BlockTransfer transfer) {
    if (!attached) {
      return CompletableFuture.failedFuture(gone("I/O"));
    }
    lifecycle.lanes().pick().submit(transfer);
    return transfer.done();
  }

  private NvmeStatusException gone(String command) {
    return new NvmeStatusException(
        command + " of namespace " + nsid() + ", which the controller no longer has,",
        Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT),
        0);
  }

  @Override
  public void read(long startBlock, ByteBuffer into, IoFlag... flags) throws IOException {
    await(readAsync(startBlock, into, flags));
  }

  @Override
  public void write(long startBlock, ByteBuffer from, IoFlag... flags) throws IOException {
    await(writeAsync(startBlock, from, flags));
  }

  /** Like {@link #compareAsync}, and waits. */
  public void compare(long startBlock, ByteBuffer with) throws IOException {
    await(compareAsync(startBlock, with));
  }

  /** Like {@link #writeZeroesAsync}, and waits. */
  public void writeZeroes(BlockRange blocks, boolean deallocate) throws IOException {
    await(writeZeroesAsync(blocks, deallocate));
  }

  /** Like {@link #verifyAsync}, and waits. */
  public void verify(BlockRange blocks) throws IOException {
    await(verifyAsync(blocks));
  }

  @Override
  public void flush() throws IOException {
    await(flushAsync());
  }

  /** Like {@link #copyAsync}, and waits. */
  public void copy(List<BlockRange> sources, long destination) throws IOException {
    await(copyAsync(sources, destination));
  }

  /** Like {@link #deallocateAsync}, and waits. */
  public void deallocate(List<BlockRange> blocks) throws IOException {
    await(deallocateAsync(blocks));
  }

  @Override
  public NamespaceChannel channel() {
    return new NamespaceChannel(this);
  }

  private <T> T await(CompletableFuture<T> future) throws IOException {
    return Blocking.await(future, lifecycle.lanes());
  }

  /** Nothing to give back: the connection belongs to the {@link RemoteController}. */
  @Override
  public void close() {
    // On purpose.
  }
}
