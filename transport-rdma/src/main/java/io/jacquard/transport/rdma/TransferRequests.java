package io.jacquard.transport.rdma;

import io.jacquard.transport.rdma.verbs.ScatterGather;
import io.jacquard.transport.rdma.verbs.SendRequest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The requests of one command of a controller, in native memory of their own: READs of its data, or
 * WRITEs and the SEND of the response behind them as one chain. Laid out anew for each command;
 * allocates nothing.
 */
final class TransferRequests {
  private static final int MOST = DataDescriptors.MOST + 1;
  private static final long ELEMENTS = (long) MOST * SendRequest.BYTES;

  private final MemorySegment memory =
      Arena.ofAuto().allocate(ELEMENTS + (long) MOST * ScatterGather.BYTES, Long.BYTES);

  private static long at(int request) {
    return (long) request * SendRequest.BYTES;
  }

  private void set(
      int request, long id, int opcode, int flags, long address, int length, int localKey) {
    long element = ELEMENTS + (long) request * ScatterGather.BYTES;
    ScatterGather.set(memory, element, address, length, localKey);
    SendRequest.set(memory, at(request), id, opcode, flags, memory.address() + element, 1);
  }

  /** Reads one block of the host to {@code address}. */
  void read(
      SendQueue queue, int slot, DataDescriptors from, int block, long address, int localKey) {
    long id = WorkId.of(WorkId.READ, slot);
    set(
        block,
        id,
        SendRequest.OP_READ,
        SendRequest.SIGNALED,
        address,
        from.length(block),
        localKey);
    SendRequest.remote(memory, at(block), from.address(block), from.key(block));
    queue.append(memory, at(block), at(block), 1);
  }

  /** Lays out the WRITE of one block of the host, from {@code address}. */
  void write(DataDescriptors to, int block, long address, int localKey) {
    long id = WorkId.of(WorkId.UNSIGNALED, 0);
    set(block, id, SendRequest.OP_WRITE, 0, address, to.length(block), localKey);
    SendRequest.remote(memory, at(block), to.address(block), to.key(block));
    SendRequest.next(memory, at(block), memory.address() + at(block + 1));
  }

  /** Lays out the SEND of a response behind {@code writes} WRITEs and appends all of them. */
  void respond(
      SendQueue queue, int writes, long id, int flags, long address, int length, int localKey) {
    set(writes, id, SendRequest.OP_SEND, flags, address, length, localKey);
    queue.append(memory, at(0), at(writes), writes + 1);
  }

  /** As {@link #respond}, and invalidates a key of the host. */
  void respondAndInvalidate(
      SendQueue queue,
      int writes,
      long id,
      int flags,
      long address,
      int length,
      int localKey,
      int key) {
    set(writes, id, SendRequest.OP_SEND_INVALIDATE, flags, address, length, localKey);
    SendRequest.invalidate(memory, at(writes), key);
    queue.append(memory, at(0), at(writes), writes + 1);
  }
}
