package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.CommandSetIdentifier;
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
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A namespace in memory that can be told to stall and to fail, and that notes what it sees. */
final class TestNamespace implements Namespace {
  static final int BLOCK = 512;

  private final ByteBuffer blocks;
  private final Set<Capability> capabilities;
  private final List<Queue> queues = new ArrayList<>();
  private final List<Integer> opcodes = new ArrayList<>();
  private final List<Command> stalled = new ArrayList<>();
  private Optional<ZoneGeometry> zones = Optional.empty();
  private NamespaceGeometry geometry;
  private boolean stalls;
  private int failWith;
  private boolean sawFua;
  private boolean closed;
  private boolean opensNothing;
  private boolean hasNoQueues;

  TestNamespace(int blockCount, Set<Capability> capabilities) {
    this.blocks = ByteBuffer.allocate(blockCount * BLOCK);
    this.capabilities = capabilities;
    this.geometry = new NamespaceGeometry(BLOCK, blockCount, false, true, true, 8, 16, 8, 4);
  }

  TestNamespace(int blockCount) {
    this(blockCount, EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH)));
  }

  /** Makes it a zoned one, which it is by what it says alone. */
  TestNamespace zoned(ZoneGeometry zoneGeometry) {
    zones = Optional.of(zoneGeometry);
    return this;
  }

  @Override
  public int commandSet() {
    return zones.isPresent() ? CommandSetIdentifier.ZONED_NAMESPACE : CommandSetIdentifier.NVM;
  }

  @Override
  public Optional<ZoneGeometry> zones() {
    return zones;
  }

  /** From now on commands wait until {@link #resume}. */
  void stall() {
    stalls = true;
  }

  /** Lets the commands that waited complete, and does not stall any more. */
  void resume() {
    stalls = false;
    List<Command> waited = List.copyOf(stalled);
    stalled.clear();
    waited.forEach(this::run);
  }

  /** From now on {@link #open} fails. */
  void openNothing() {
    opensNothing = true;
  }

  /** Whether from now on there are no resources for {@link #open}. */
  void hasNoQueues(boolean none) {
    hasNoQueues = none;
  }

  int stalledCommands() {
    return stalled.size();
  }

  void failWith(int status) {
    failWith = status;
  }

  List<Integer> opcodes() {
    return opcodes;
  }

  boolean sawFua() {
    return sawFua;
  }

  boolean isClosed() {
    return closed;
  }

  long openQueues() {
    return queues.stream().filter(queue -> !queue.closed).count();
  }

  @Override
  public NamespaceGeometry geometry() {
    return geometry;
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public String description() {
    return "test namespace";
  }

  @Override
  public AccessPath access() {
    return new AccessPath("test", "emu", "none", "none");
  }

  @Override
  public CommandQueue open(Loop loop, int depth) {
    if (opensNothing) {
      throw new IllegalStateException("a bug on purpose");
    }
    if (hasNoQueues) {
      throw new UncheckedIOException(new IOException("no queue left, on purpose"));
    }
    Queue queue = new Queue();
    queues.add(queue);
    return queue;
  }

  @Override
  public void resize(long bytes) {
    geometry = geometry.withBlocks(bytes / BLOCK);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void run(Command command) {
    opcodes.add(command.sqe().opcode());
    sawFua |= command.sqe().fua();
    command.complete(failWith != 0 ? failWith : execute(command), 0);
  }

  private int execute(Command command) {
    Sqe sqe = command.sqe();
    int at = (int) sqe.slba() * BLOCK;
    boolean hasRange =
        switch (sqe.opcode()) {
          case NvmOpcode.FLUSH, NvmOpcode.ZONE_MANAGEMENT_SEND, NvmOpcode.ZONE_MANAGEMENT_RECEIVE ->
              false;
          default -> true;
        };
    if (hasRange && sqe.slba() + sqe.blocks() > geometry.blocks()) {
      return Status.withDnr(Status.LBA_OUT_OF_RANGE);
    }
    ByteBuffer data = command.data().bytes();
    return switch (sqe.opcode()) {
      case NvmOpcode.READ -> {
        data.put(0, blocks, at, command.length());
        yield Status.SUCCESS;
      }
      case NvmOpcode.WRITE -> {
        blocks.put(at, data, 0, command.length());
        yield Status.SUCCESS;
      }
      case NvmOpcode.COMPARE ->
          data.slice(0, command.length()).equals(blocks.slice(at, command.length()))
              ? Status.SUCCESS
              : Status.COMPARE_FAILURE;
      default -> Status.SUCCESS;
    };
  }

  private final class Queue implements CommandQueue {
    private Command first;
    private boolean closed;

    @Override
    public void submit(Command command) {
      if (closed) {
        throw new IllegalStateException("submitted to a closed queue");
      }
      if (stalls) {
        stalled.add(command);
      } else if (command.sqe().fuse() == Sqe.FUSE_FIRST) {
        first = command;
      } else if (command.sqe().fuse() == Sqe.FUSE_SECOND) {
        pair(command);
      } else {
        run(command);
      }
    }

    private void pair(Command second) {
      Command compare = first;
      first = null;
      opcodes.add(compare.sqe().opcode());
      int status = execute(compare);
      compare.complete(status, 0);
      if (status == Status.SUCCESS) {
        run(second);
      } else {
        second.complete(Status.ABORTED_FAILED_FUSED, 0);
      }
    }

    @Override
    public void flush() {
      // Everything is started when it is submitted.
    }

    @Override
    public void abort(Command command) {
      if (stalled.remove(command)) {
        command.complete(Status.ABORT_REQUESTED, 0);
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
