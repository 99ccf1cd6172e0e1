package io.jacquard.initiator;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import java.util.concurrent.CompletableFuture;

/**
 * Tells a controller to shut down and waits until it has, for a limited time (NVMe Base 2.1, 3.6
 * "Shutdown Processing"). Confined to the admin lane's loop.
 */
final class Shutdown {
  private static final long LIMIT_NANOS = 5_000_000_000L;
  private static final long POLL_NANOS = 20_000_000;

  private final Loop loop;
  private final AdminCommands commands;
  private final ControllerConfiguration configuration;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  Shutdown(Lane admin, Association association, TimeoutOptions timeouts) {
    this.loop = admin.loop();
    this.configuration = association.configuration();
    this.commands =
        new AdminCommands(admin, Math.min(timeouts.admin().toNanos(), LIMIT_NANOS), true);
  }

  /** Done when the controller is shut down or does not answer: never fails. */
  CompletableFuture<Void> run() {
    long end = loop.nanoTime() + LIMIT_NANOS;
    commands
        .setProperty(Property.CC, configuration.shn(ControllerConfiguration.SHN_NORMAL).value())
        .whenComplete(
            (set, failure) -> {
              if (failure == null) {
                look(end);
              } else {
                over.complete(null);
              }
            });
    return over;
  }

  private void look(long end) {
    commands
        .getProperty(Property.CSTS)
        .whenComplete(
            (value, failure) -> {
              boolean complete =
                  failure == null
                      && new ControllerStatus(value.intValue()).shst()
                          == ControllerStatus.SHST_COMPLETE;
              if (complete) {
                over.complete(null);
              } else {
                next(failure, end);
              }
            });
  }

  /** A connection that fails now is as good as shut down. */
  private void next(Throwable failure, long end) {
    if (failure != null || loop.nanoTime() - end >= 0) {
      over.complete(null);
    } else {
      loop.schedule(() -> look(end), POLL_NANOS);
    }
  }
}
