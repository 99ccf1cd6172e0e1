package io.jacquard.target.subsystem;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.PassthroughDefinition;

/**
 * The local controller that a passthrough subsystem shows to hosts. Thread-safe; nothing here
 * blocks.
 */
public interface BackingController {

  /** Takes the end of a command. */
  @FunctionalInterface
  interface Done {
    /**
     * The command has ended.
     *
     * @param status as in {@link io.jacquard.nvme.status.Status}
     * @param result CQE DW0 in bits 31:0, DW1 in bits 63:32
     */
    void ended(int status, long result);
  }

  /** What was configured. */
  PassthroughDefinition definition();

  /** Identify Controller as it was when the controller was opened. */
  IdentifyController identify();

  /**
   * Executes an admin command.
   *
   * @param command belongs to this controller until the end
   * @param data likewise; what the command sends, and room for what it returns
   * @param length how much of it the controller is given, in bytes
   * @param loop where {@code done} is called, once
   */
  void admin(Sqe command, IoBuffer data, int length, Loop loop, Done done);
}
