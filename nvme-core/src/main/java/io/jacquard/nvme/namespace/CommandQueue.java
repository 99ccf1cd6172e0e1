package io.jacquard.nvme.namespace;

import io.jacquard.nvme.command.Command;

/**
 * Executes NVMe commands: the one thing that a file, memory, a device and a remote controller have
 * in common.
 *
 * <p>Confined to the loop that opened it. Every submitted command completes exactly once, on that
 * loop, perhaps before {@link #submit} returns. A queue copies what it needs to change of the SQE
 * (identifiers, data pointers) and leaves the caller's as it is.
 */
public interface CommandQueue extends AutoCloseable {

  /**
   * Takes a command that is in state EXECUTING.
   *
   * @param command at most as many at a time as the depth given when the queue was opened; their
   *     indexes differ and are below that depth
   */
  void submit(Command command);

  /**
   * Starts everything submitted since the last call. The caller calls it once at the end of a
   * batch; a queue without batches does nothing.
   */
  void flush();

  /**
   * Tries to end a command early. It completes as any other, with Command Abort Requested if the
   * attempt came in time. Does nothing for a command that is not in this queue.
   */
  void abort(Command command);

  /**
   * Closes the queue. Commands still in it complete, those that cannot be waited for with Command
   * Aborted due to SQ Deletion. Harmless when repeated.
   */
  @Override
  void close();
}
