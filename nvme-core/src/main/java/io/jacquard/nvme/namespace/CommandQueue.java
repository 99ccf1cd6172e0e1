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
   * <p>A fused pair (Compare and Write) is given as two calls, directly one after the other: the
   * first command with FUSE 01b, then the second with FUSE 10b, when the data of both is there. The
   * queue carries them out as one, atomic against every other command of any queue of the
   * namespace, and completes the first before the second. If the first fails, the second completes
   * with Command Aborted due to Failed Fused Command, and if the second cannot be accepted, so does
   * the first. A command with a fused field whose partner does not directly precede or follow it
   * completes with Command Aborted due to Missing Fused Command. A queue of a namespace without
   * {@link Capability#COMPARE_AND_WRITE} refuses pairs with Invalid Field in Command.
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
