package io.jacquard.nvme.transport;

import io.jacquard.nvme.command.Command;

/**
 * What serves the commands of one queue pair on the controller side. All calls come on the
 * connection's loop.
 *
 * <p>For each command: {@link #arrived}, then (unless it was answered) its data is fetched, then
 * {@link #execute}, which leads to exactly one {@link Command#complete}. Commands arrive in the
 * order in which the host sent them; with data to fetch they may be executed in another.
 */
public interface QueueHandler {

  /**
   * A capsule has arrived; the SQE is in the command (state RECEIVED) and nothing was fetched or
   * reserved. Fused pairs are bound here.
   *
   * @param dataBytes length of the data by SGL1, either direction; 0 for none
   * @return 0 to go on, or the status with which the transport completes the command at once,
   *     without fetching data and without {@link #execute}
   */
  int arrived(Command command, int dataBytes);

  /**
   * A capsule has arrived that the transport refuses by itself, since the data that it describes
   * cannot be; it is completed with {@code status} and nothing more is heard of it. Told because
   * what comes next to it in the queue may depend on it, as the halves of a fused pair do.
   */
  default void refused(Command command, int status) {}

  /**
   * The command is READY: host-to-controller data is in {@link Command#data}, or there is room for
   * controller-to-host data. All {@link Command#length} bytes of the latter are sent if the command
   * succeeds; the buffer holds old bytes, so every one must be written.
   */
  void execute(Command command);

  /**
   * A command that had {@link #arrived} will never be executed, because its data could not be
   * fetched whole or its digest was wrong; the transport completes it with {@code status}.
   */
  void dropped(Command command, int status);

  /** All that was received in one go has been handed over: the time to flush. */
  void batchEnd();

  /**
   * The connection is gone; called once. Commands still with the handler must still complete,
   * Asynchronous Event Requests among them: until then their slots and buffers are held. The
   * responses go nowhere.
   */
  void closed(CloseReason reason);
}
