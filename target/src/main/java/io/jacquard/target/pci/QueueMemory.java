package io.jacquard.target.pci;

import java.io.IOException;

/**
 * The memory of a queue pair: both rings, and a PRP list for each slot.
 *
 * @param id the queue pair's identifier, 0 for the admin queue
 * @param space where the memory comes from
 * @param submissions the submission queue
 * @param completions the completion queue
 * @param slots one fewer than the rings have entries
 * @param parts what {@link #close} gives back
 */
record QueueMemory(
    int id,
    DmaSpace space,
    SubmissionQueue submissions,
    CompletionQueue completions,
    Slot[] slots,
    DmaMemory[] parts) {

  /**
   * Makes it.
   *
   * @param entries of each ring, 2 to {@link Slot#MOST}
   * @param pageBytes the controller's memory page
   * @throws IOException if there is not enough memory for devices, with the next step
   */
  static QueueMemory allocate(
      int id, DmaSpace space, Doorbells doorbells, int entries, int pageBytes) throws IOException {
    DmaMemory[] parts = new DmaMemory[3];
    try {
      parts[0] = space.allocate(SubmissionQueue.bytes(entries), pageBytes);
      parts[1] = space.allocate(CompletionQueue.bytes(entries), pageBytes);
      parts[2] = space.allocate((long) (entries - 1) * PrpList.BYTES, PrpList.BYTES);
    } catch (IOException e) {
      free(space, parts);
      throw e;
    }
    Slot[] slots = new Slot[entries - 1];
    for (int i = 0; i < slots.length; i++) {
      DmaMemory list = parts[2].slice((long) i * PrpList.BYTES, PrpList.BYTES);
      slots[i] = new Slot(i, new PrpList(list, pageBytes));
    }
    return new QueueMemory(
        id,
        space,
        new SubmissionQueue(parts[0], entries, doorbells.submission(id)),
        new CompletionQueue(parts[1], entries, doorbells.completion(id)),
        slots,
        parts);
  }

  private static void free(DmaSpace space, DmaMemory[] parts) {
    for (DmaMemory part : parts) {
      if (part != null) {
        space.free(part);
      }
    }
  }

  /** Begins anew, for a controller that was reset. */
  void reset(Doorbells doorbells) {
    submissions.reset(doorbells.submission(id));
    completions.reset(doorbells.completion(id));
  }

  /** Gives the memory back. The controller uses it no more. */
  void close() {
    free(space, parts);
  }
}
