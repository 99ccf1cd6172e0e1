package io.jacquard.initiator;

/**
 * Work that a caller gave to a {@link Lane}: a source of {@link Part}s. Made on any thread; from
 * then on confined to the loop of the lane that has it.
 */
interface Request {

  /**
   * The next command to send, or null if there are no more.
   *
   * @param lane that asks
   */
  Part nextPart(Lane lane);

  /** No more parts will be asked for: those that were not sent are given up. */
  void giveUp(InitiatorException why);
}
