package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.target.metrics.TargetMetrics;
import java.time.Duration;

/**
 * One queue pair from a host: first it waits for Connect, then it is an admin or an I/O queue.
 * Confined to the connection's loop, except where a method says otherwise.
 */
public final class HostQueue implements QueueHandler {
  /** How long a host that was refused may take to close the connection itself. */
  static final Duration REFUSED_LINGER = Duration.ofSeconds(5);

  private final QueueConnection connection;
  private final TargetMetrics metrics;
  private QueueHandler role;
  private Loop.Timer linger = () -> {};
  private boolean open = true;

  /** A connection that has just been taken. */
  public HostQueue(QueueConnection connection, ExportedPort port, TargetMetrics metrics) {
    this.connection = connection;
    this.metrics = metrics;
    this.role = new ConnectHandler(this, port, metrics);
    metrics.connectionOpened();
  }

  /** The connection. May be called from any thread. */
  public QueueConnection connection() {
    return connection;
  }

  /** The loop on which this queue lives. May be called from any thread. */
  public Loop loop() {
    return connection.loop();
  }

  /** True until the connection is gone. */
  boolean isOpen() {
    return open;
  }

  /** A Connect succeeded: from now on {@code handler} serves the queue. */
  void become(QueueHandler handler) {
    linger.cancel();
    role = handler;
  }

  /** A Connect was refused; the host is expected to close, and may try once more before that. */
  void refused(String reason) {
    linger.cancel();
    linger =
        loop()
            .schedule(
                () -> connection.close(CloseReason.of(CloseReason.Kind.REFUSED, reason)),
                REFUSED_LINGER.toNanos());
  }

  @Override
  public int arrived(Command command, int dataBytes) {
    return role.arrived(command, dataBytes);
  }

  @Override
  public void refused(Command command, int status) {
    role.refused(command, status);
  }

  @Override
  public void execute(Command command) {
    role.execute(command);
  }

  @Override
  public void dropped(Command command, int status) {
    role.dropped(command, status);
  }

  @Override
  public void batchEnd() {
    role.batchEnd();
  }

  @Override
  public void closed(CloseReason reason) {
    open = false;
    linger.cancel();
    metrics.connectionClosed(reason.kind());
    if (reason.kind() == CloseReason.Kind.BUG) {
      metrics.bug();
    }
    role.closed(reason);
  }
}
