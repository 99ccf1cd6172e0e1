package io.jacquard.nvme.transport;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.CommandQueue;

/**
 * The host side of one queue pair: a {@link CommandQueue} whose other end is a controller.
 *
 * <p>The channel chooses the command identifier and fills in the SGL from the command's data; it
 * leaves the rest of the SQE as the caller wrote it. Fabrics commands go the same way. {@link
 * #abort} only makes the command complete with Command Aborted By Host; the caller sends an Abort
 * command first if it wants the controller to stop, and the identifier is not used again before the
 * controller has answered. When the connection is lost every command completes with Host Pathing
 * Error.
 */
public interface HostChannel extends CommandQueue {

  /** The loop on which the queue pair lives. */
  Loop loop();

  /** True until the connection is lost or {@link #close} is called: no answer comes afterwards. */
  boolean isOpen();

  /** How many commands can be in flight. */
  int capacity();

  /** How many more commands {@link #submit} takes now. */
  int available();

  /**
   * The command identifier under which {@code command} was sent, for an Abort command; -1 if it is
   * not in flight.
   */
  int commandIdOf(Command command);

  /** Hears what becomes of a dialled queue pair; called on its loop. */
  interface Events {
    /** The transport's handshake is done; Connect comes next. */
    void opened(HostChannel channel);

    /**
     * The connection could not be made ({@link #opened} was not called) or has ended; called once,
     * after the commands in flight have completed.
     */
    void closed(CloseReason reason);
  }
}
