package io.jacquard.initiator;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The lane of the admin queue and those of the I/O queues of one controller, spread over loops.
 * Made and changed on the admin lane's loop; may be read from any thread.
 */
final class Lanes {
  /** Admin slots that users' commands leave free: events, Keep Alive, Abort, Property commands. */
  private static final int ADMIN_RESERVE = EventRequests.MOST + 4;

  private final List<Loop> loops;
  private final LaneOwner owner;
  private final Lane admin;
  private volatile List<Lane> io = List.of();

  Lanes(LoopGroup loops, LaneOwner owner) {
    this.loops = loops.loops();
    this.owner = owner;
    this.admin = new Lane(0, this.loops.getFirst(), owner, ADMIN_RESERVE);
  }

  Lane admin() {
    return admin;
  }

  /** The I/O lanes: as many as the first connect got queues. */
  List<Lane> io() {
    return io;
  }

  /** The I/O lanes, made if there are none yet. */
  List<Lane> io(int count) {
    if (io.isEmpty()) {
      List<Lane> made = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        made.add(new Lane(i + 1, loops.get(i % loops.size()), owner, 0));
      }
      io = List.copyOf(made);
    }
    return io;
  }

  /** A lane for an I/O command of the calling thread. */
  Lane pick() {
    List<Lane> all = io;
    if (all.isEmpty()) {
      throw new IllegalStateException("a discovery controller has no I/O queues");
    }
    return all.get(Math.floorMod(Thread.currentThread().threadId(), all.size()));
  }

  /** A lane on {@code loop} if there is one, else any. */
  Lane pick(Loop loop) {
    for (Lane lane : io) {
      if (lane.loop().inLoop()) {
        return lane;
      }
    }
    return io.get(Math.floorMod(System.identityHashCode(loop), io.size()));
  }

  /**
   * All queues are connected: sends what was held.
   *
   * @param queues I/O queues that the controller granted; lanes without one go by another
   */
  void goLive(int queues) {
    onLoop(admin, Lane::goLive);
    List<Lane> lanes = io;
    for (int i = 0; i < lanes.size(); i++) {
      Lane substitute = queues == 0 ? null : lanes.get(i % queues);
      onLoop(lanes.get(i), i < queues ? Lane::goLive : lane -> lane.detour(substitute));
    }
  }

  /** From now on nothing is held, until the lanes go live. */
  void refuse(InitiatorException why) {
    onLoop(admin, lane -> lane.refuse(why));
    for (Lane lane : io) {
      onLoop(lane, l -> l.refuse(why));
    }
  }

  /** True if the admin queue and the first {@code queues} I/O queues have connections. */
  boolean connected(int queues) {
    return admin.isConnected() && io.stream().limit(queues).allMatch(Lane::isConnected);
  }

  /** Closes all connections; done when every command is back. */
  CompletableFuture<Void> hangUp() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    all.add(hangUp(admin));
    for (Lane lane : io) {
      all.add(hangUp(lane));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  private static CompletableFuture<Void> hangUp(Lane lane) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(lane, l -> l.hangUp().thenRun(() -> done.complete(null)));
    return done;
  }

  /** Commands that the controller has answered. */
  long answers() {
    long sum = admin.counters().answers;
    for (Lane lane : io) {
      sum += lane.counters().answers;
    }
    return sum;
  }

  /** True if the caller runs on one of the loops, where it must not block. */
  boolean inLoop() {
    for (Loop loop : loops) {
      if (loop.inLoop()) {
        return true;
      }
    }
    return false;
  }

  static void onLoop(Lane lane, Consumer<Lane> action) {
    if (lane.loop().inLoop()) {
      action.accept(lane);
    } else {
      lane.loop().execute(() -> action.accept(lane));
    }
  }
}
