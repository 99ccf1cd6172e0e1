package io.jacquard.target.controller;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import io.jacquard.target.subsystem.BackingController;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A device behind a passthrough subsystem that notes what it is asked and can be silent. */
final class TestDevice implements BackingController {
  private final PassthroughDefinition definition;
  private final IdentifyController identify;
  private final List<Sqe> seen = new ArrayList<>();
  private final List<Integer> rooms = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private BiConsumer<Sqe, ByteBuffer> fills = (sqe, data) -> {};
  private boolean silent;
  private int status;
  private long result;

  TestDevice(AdminCommands commands, Optional<Boolean> clearIds, IdentifyController identify) {
    this.definition =
        new PassthroughDefinition(
            Path.of("/dev/nvme0"), commands, clearIds, Optional.empty(), Optional.empty());
    this.identify = identify;
  }

  /** Puts data into the answers. */
  TestDevice answering(BiConsumer<Sqe, ByteBuffer> filling) {
    fills = filling;
    return this;
  }

  void ends(int withStatus, long withResult) {
    status = withStatus;
    result = withResult;
  }

  void isSilent(boolean now) {
    silent = now;
    if (!now) {
      held.forEach(Runnable::run);
      held.clear();
    }
  }

  /** The commands it has got. */
  List<Sqe> seen() {
    return seen;
  }

  /** How much room each had. */
  List<Integer> rooms() {
    return rooms;
  }

  @Override
  public PassthroughDefinition definition() {
    return definition;
  }

  @Override
  public IdentifyController identify() {
    return identify;
  }

  @Override
  public void admin(Sqe command, IoBuffer data, int length, Loop loop, Done done) {
    seen.add(command);
    rooms.add(length);
    Runnable answer =
        () ->
            loop.execute(
                () -> {
                  fills.accept(command, data.bytes());
                  done.ended(status, result);
                });
    if (silent) {
      held.add(answer);
    } else {
      answer.run();
    }
  }
}
