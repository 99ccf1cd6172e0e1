package io.jacquard.initiator;

/** Work for a {@link DirectQueue}: one command or several. Confined to the queue's loop. */
interface DirectRequest {

  /** True if there is another command to send. */
  boolean hasMore();

  /** Data of the next command in bytes. */
  int nextBytes();

  /** True if the data of the next command goes to the namespace. */
  boolean toNamespace();

  /** Writes the next command into a cleared slot, whose data is attached already. */
  void load(DirectSlot slot);

  /** The memory of the next command's data, {@link #nextBytes} long. */
  java.lang.foreign.MemorySegment nextMemory();

  /** A command has ended; its data is still in the slot. */
  void completed(DirectSlot slot, int status, long result);

  /** No more commands will be sent. */
  void giveUp(InitiatorException why);
}
