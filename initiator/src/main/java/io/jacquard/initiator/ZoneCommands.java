package io.jacquard.initiator;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReport;
import io.jacquard.nvme.zone.ZoneReportFilter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What can be done with the zones of a namespace, beyond reading and writing it at its write
 * pointers. Thread-safe; futures complete on a loop, so functions chained to them must not block.
 */
public final class ZoneCommands {
  private static final int REPORT_BYTES = 64 << 10;

  /** Sends one command of the Zoned Namespace command set. */
  @FunctionalInterface
  private interface Sender {
    CompletableFuture<Long> send(Sqe sqe, ByteBuffer data);
  }

  private final Sender sender;
  private final Namespace namespace;
  private final ZoneGeometry geometry;

  private ZoneCommands(Namespace namespace, Sender sender) {
    this.namespace = namespace;
    this.sender = sender;
    this.geometry =
        namespace
            .zones()
            .orElseThrow(
                () -> new IllegalArgumentException(namespace.description() + " is not zoned"));
  }

  /**
   * The zones of a remote namespace.
   *
   * @throws IllegalArgumentException if it is not zoned
   */
  public static ZoneCommands of(RemoteNamespace namespace) {
    return new ZoneCommands(namespace, namespace::commandAsync);
  }

  /**
   * The zones of a namespace that this program has opened.
   *
   * @throws IllegalArgumentException if it is not zoned
   */
  public static ZoneCommands of(DirectNamespace namespace) {
    return new ZoneCommands(namespace.namespace(), namespace::commandAsync);
  }

  /** How the namespace is divided. */
  public ZoneGeometry geometry() {
    return geometry;
  }

  /**
   * Writes where the write pointer of a zone is. It is not sent again when the connection is lost,
   * since nobody knows then whether it was done.
   *
   * @param zoneStart the first block of the zone
   * @param data whole blocks, up to {@link ZoneGeometry#largestAppendBytes}
   * @return the first block that was written
   */
  public CompletableFuture<Long> appendAsync(long zoneStart, ByteBuffer data) {
    int blockSize = namespace.geometry().blockSize();
    if (data.remaining() == 0 || data.remaining() % blockSize != 0) {
      throw new IllegalArgumentException(
          data.remaining() + " bytes are not a multiple of the block size " + blockSize);
    }
    Sqe sqe = Sqe.allocate().opcode(NvmOpcode.ZONE_APPEND).slba(zoneStart);
    return sender.send(sqe.blocks(data.remaining() / blockSize), data);
  }

  /**
   * Changes the state of a zone, or of all.
   *
   * @param command one without data: all but setting a descriptor extension
   */
  public CompletableFuture<Void> manageAsync(ZoneManagementSend command) {
    Sqe sqe = Sqe.allocate();
    command.encode(sqe);
    return sender.send(sqe, ByteBuffer.allocate(0)).thenApply(result -> null);
  }

  /**
   * The zones from a block's zone on, as many commands as that takes: zones that change meanwhile
   * may be told of as they were before or after.
   */
  public CompletableFuture<List<ZoneDescriptor>> reportAsync(long from, ZoneReportFilter filter) {
    return reportAsync(from, filter, new ArrayList<>());
  }

  private CompletableFuture<List<ZoneDescriptor>> reportAsync(
      long from, ZoneReportFilter filter, List<ZoneDescriptor> found) {
    ByteBuffer data = ByteBuffer.allocateDirect(REPORT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Sqe sqe = Sqe.allocate();
    ZoneManagementReceive.report(from, REPORT_BYTES, filter).encode(sqe);
    return sender
        .send(sqe, data)
        .thenCompose(
            done -> {
              List<ZoneDescriptor> some = ZoneReport.decode(data, 0).descriptors();
              found.addAll(some);
              long next = some.isEmpty() ? 0 : some.getLast().start() + geometry.zoneBlocks();
              return some.isEmpty() || next <= from || next >= namespace.geometry().blocks()
                  ? CompletableFuture.completedFuture(List.copyOf(found))
                  : reportAsync(next, filter, found);
            });
  }
}
