package io.jacquard.initiator;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.PropertyGet;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;

/**
 * The admin and fabrics commands of one controller. Futures complete on the admin queue's loop. May
 * be called from any thread.
 */
final class AdminCommands {
  private final Lane lane;
  private final long timeoutNanos;
  private final boolean urgent;

  /**
   * Makes the commands.
   *
   * @param urgent true for commands of the connection itself, which are sent before it is live and
   *     are never held
   */
  AdminCommands(Lane lane, long timeoutNanos, boolean urgent) {
    this.lane = lane;
    this.timeoutNanos = timeoutNanos;
    this.urgent = urgent;
  }

  CompletableFuture<ByteBuffer> identify(int cns, int nsid) {
    return identify(Identify.of(cns, nsid));
  }

  CompletableFuture<ByteBuffer> identify(Identify command) {
    Sqe sqe = Sqe.allocate();
    command.encode(sqe);
    return receive("Identify " + Cns.nameOf(command.cns()), sqe, Identify.DATA_BYTES);
  }

  CompletableFuture<ByteBuffer> logPage(GetLogPage command) {
    Sqe sqe = Sqe.allocate();
    command.encode(sqe);
    return receive(
        "Get Log Page " + LogPageId.nameOf(command.lid()), sqe, Math.toIntExact(command.length()));
  }

  CompletableFuture<Long> setFeatures(int fid, int cdw11) {
    Sqe sqe = Sqe.allocate().opcode(AdminOpcode.SET_FEATURES).cdw10(fid).cdw11(cdw11);
    return send("Set Features " + FeatureId.nameOf(fid), sqe, Payload.NONE);
  }

  CompletableFuture<Long> getFeatures(int fid, int select, int nsid) {
    Sqe sqe = Sqe.allocate().opcode(AdminOpcode.GET_FEATURES).nsid(nsid).cdw10(fid | select << 8);
    return send("Get Features " + FeatureId.nameOf(fid), sqe, Payload.NONE);
  }

  CompletableFuture<Long> getProperty(int offset) {
    return send(
        "Property Get " + Property.nameOf(offset),
        fabrics(new PropertyGet(offset, Property.sizeOf(offset))),
        Payload.NONE);
  }

  CompletableFuture<Long> setProperty(int offset, long value) {
    return send(
        "Property Set " + Property.nameOf(offset),
        fabrics(new PropertySet(offset, Property.sizeOf(offset), value)),
        Payload.NONE);
  }

  /** Any fabrics command. */
  CompletableFuture<Long> fabrics(FabricsCommand command, Payload payload) {
    return send(FabricsCommandType.nameOf(command.fctype()), fabrics(command), payload);
  }

  private static Sqe fabrics(FabricsCommand command) {
    Sqe sqe = Sqe.allocate();
    command.encode(sqe);
    return sqe;
  }

  private CompletableFuture<ByteBuffer> receive(String name, Sqe sqe, int length) {
    ByteBuffer data = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    return send(name, sqe, Payload.target(data)).thenApply(result -> data);
  }

  /** Sends a command as it is. */
  CompletableFuture<Long> send(String name, Sqe sqe, Payload payload) {
    SingleCommand command = new SingleCommand(name, sqe, payload, timeoutNanos, false);
    if (!urgent) {
      lane.submit(command);
    } else if (lane.loop().inLoop()) {
      lane.urgent(command);
    } else {
      lane.loop().execute(() -> lane.urgent(command));
    }
    return command.result();
  }
}
