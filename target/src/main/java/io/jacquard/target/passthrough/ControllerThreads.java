package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.subsystem.BackingController;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller behind a passthrough subsystem: a few threads wait for it, so that loops never do.
 * A device that is so slow that the line in front of them is full has commands interrupted, which
 * hosts send again.
 */
final class ControllerThreads implements BackingController, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerThreads.class);
  private static final int THREADS = 4;
  private static final int LINE = 256;
  private static final long IDLE_SECONDS = 10;

  private final PassthroughDefinition definition;
  private final ControllerAccess controller;
  private final IdentifyController identify;
  private final ThreadPoolExecutor threads;

  /** Takes over an open controller. */
  ControllerThreads(
      PassthroughDefinition definition, ControllerAccess controller, IdentifyController identify) {
    this.definition = definition;
    this.controller = controller;
    this.identify = identify;
    String name = definition.device().getFileName() + "-admin-";
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LINE),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    threads.allowCoreThreadTimeOut(true);
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
    try {
      threads.execute(() -> execute(command, data, length, loop, done));
    } catch (RejectedExecutionException e) {
      done.ended(Status.COMMAND_INTERRUPTED, 0);
    }
  }

  private void execute(Sqe command, IoBuffer data, int length, Loop loop, Done done) {
    ControllerAccess.Completion completion = run(command, data, length);
    try {
      loop.execute(() -> done.ended(completion.status(), completion.result()));
    } catch (RejectedExecutionException e) {
      LOG.debug("the loop of {} ended before its answer came", command, e);
    }
  }

  private ControllerAccess.Completion run(Sqe command, IoBuffer data, int length) {
    try {
      return controller.admin(command, data, length);
    } catch (IOException e) {
      LOG.warn("{}: {}", AdminOpcode.nameOf(command.opcode()), e.getMessage());
      return new ControllerAccess.Completion(Status.withDnr(Status.INTERNAL_ERROR), 0);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    controller.close();
  }
}
