package io.jacquard.initiator;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells the controller that this host is alive, and notices when the controller is not (NVMe Base
 * 2.1, 3.9 "Keep Alive"). Confined to the admin queue's loop.
 */
final class KeepAlive {
  private final Lane admin;
  private final Loop loop;
  private final LongSupplier traffic;
  private final Consumer<InitiatorException> onFailure;
  private final Runnable tick = this::tick;
  private Loop.Timer timer = () -> {};
  private long timeoutNanos;
  private boolean trafficBased;
  private boolean underWay;
  private boolean running;
  private long trafficBefore;

  /**
   * Makes a keep alive that does not run.
   *
   * @param traffic number of commands that the controller has answered so far
   * @param onFailure told when the controller refuses a Keep Alive
   */
  KeepAlive(Lane admin, LongSupplier traffic, Consumer<InitiatorException> onFailure) {
    this.admin = admin;
    this.loop = admin.loop();
    this.traffic = traffic;
    this.onFailure = onFailure;
  }

  /**
   * Starts anew.
   *
   * @param keepAliveNanos the controller's time-out (KATO), more than 0
   * @param anyCommandCounts true if any command tells that the host is alive (TBKAS)
   */
  void start(long keepAliveNanos, boolean anyCommandCounts) {
    stop();
    timeoutNanos = keepAliveNanos;
    trafficBased = anyCommandCounts;
    trafficBefore = traffic.getAsLong();
    underWay = false;
    running = true;
    schedule();
  }

  void stop() {
    running = false;
    timer.cancel();
  }

  private void schedule() {
    // With TBKAS a command may have come right after the last look: look twice as often.
    timer = loop.schedule(tick, timeoutNanos / (trafficBased ? 4 : 2));
  }

  private void tick() {
    if (!running) {
      return;
    }
    long now = traffic.getAsLong();
    boolean quiet = now == trafficBefore;
    trafficBefore = now;
    if (!underWay && (quiet || !trafficBased)) {
      underWay = true;
      admin.urgent(new Ping());
    }
    schedule();
  }

  /** One Keep Alive command. */
  private final class Ping extends Part {
    @Override
    boolean load(Slot slot) {
      slot.sqe().opcode(AdminOpcode.KEEP_ALIVE);
      return true;
    }

    @Override
    void completed(Slot slot, int status, long result) {
      underWay = false;
      if (running && !Status.isSuccess(status)) {
        onFailure.accept(new NvmeStatusException("Keep Alive", status, result));
      }
    }

    @Override
    void failed(InitiatorException why) {
      // The connection is gone, or will be by the time-out, which its owner hears of.
      underWay = false;
    }

    @Override
    boolean repeatable() {
      return false;
    }

    @Override
    long timeoutNanos() {
      return timeoutNanos;
    }

    @Override
    String description() {
      return "Keep Alive";
    }
  }
}
