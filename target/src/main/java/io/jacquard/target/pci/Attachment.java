package io.jacquard.target.pci;

import java.io.IOException;
import java.util.Optional;

/** A loop's queues as the control loop knows them. Confined to the control loop. */
final class Attachment {
  private final LoopQueues queues;
  private int id;
  private Optional<Attachment> host = Optional.empty();
  private QueueMemory memory;
  private QueuePair pair;
  private boolean connected;
  private boolean retiring;
  private boolean givenUp;

  Attachment(LoopQueues queues) {
    this.queues = queues;
  }

  LoopQueues queues() {
    return queues;
  }

  /** The queue pair's identifier; 0 while there is none for this loop. */
  int id() {
    return id;
  }

  void id(int given) {
    id = given;
  }

  /** Whose queue pair carries the commands of this loop, which has none. */
  Optional<Attachment> host() {
    return host;
  }

  void host(Optional<Attachment> now) {
    host = now;
  }

  /** Whether other loops can be guests of this one. */
  boolean canHost() {
    return connected && !retiring;
  }

  /** Ends the loop's commands for ever: there is no queue pair for them. */
  void giveUp(int status) {
    givenUp = true;
    queues.die(status, () -> {});
  }

  /** Whether there is no hope left for this loop, though the controller may be well. */
  boolean isGivenUp() {
    return givenUp;
  }

  /** Whether this has a queue pair that others can share now, or have later. */
  boolean mayServe() {
    return id != 0 && !givenUp;
  }

  /** Makes the memory, which lives until {@link #free}. */
  void allocate(ControllerCore core) throws IOException {
    memory = core.allocateQueues(id);
    pair = core.allocatePair(memory);
  }

  /** Whether there is memory for queues. */
  boolean allocated() {
    return pair != null;
  }

  QueueMemory memory() {
    return memory;
  }

  QueuePair pair() {
    return pair;
  }

  /** Whether the controller knows the queues. */
  boolean connected() {
    return connected;
  }

  void connected(boolean now) {
    connected = now;
  }

  /** Whether the loop has no use for the queues any more. */
  boolean retiring() {
    return retiring;
  }

  void retiring(boolean now) {
    retiring = now;
  }

  /** Takes the loop's own memory from the device, which could not be stopped. */
  void unshare() {
    if (pair != null) {
      pair.data().slabs().close();
    }
  }

  /** Gives the memory back. Neither the loop nor the controller uses it any more. */
  void free() {
    if (pair != null) {
      pair.data().close();
      pair = null;
    }
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
