package io.jacquard.nvme.namespace;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;

/**
 * The way to the controller behind a namespace, for admin commands. Thread-safe; its methods block,
 * so none is for a loop's thread.
 */
public interface ControllerAccess extends AutoCloseable {

  /**
   * How a command ended.
   *
   * @param status as in {@link io.jacquard.nvme.status.Status}
   * @param result CQE DW0 in bits 31:0, DW1 in bits 63:32, which not every way to a controller
   *     tells
   */
  record Completion(int status, long result) {}

  /**
   * The controller's own ID for the namespace that was named, or 0 if only a controller was.
   * Unsigned.
   */
  int nsid();

  /**
   * Runs an admin command and waits for its end.
   *
   * @param command opcode, NSID and dwords 2, 3 and 10 to 15 are taken; identifier and pointers are
   *     not
   * @param data what the command sends, or room for what it returns; {@link IoBuffer#NONE} without
   *     data
   * @param length how much of it, in bytes
   * @throws IOException if the command could not be given to the controller, or its end is unknown
   */
  Completion admin(Sqe command, IoBuffer data, int length) throws IOException;

  /** Lets the controller go. Harmless when repeated. */
  @Override
  void close();
}
