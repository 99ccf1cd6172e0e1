package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.transport.rdma.verbs.ReceiveRequest;
import io.jacquard.transport.rdma.verbs.ScatterGather;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Some receive buffers with their requests, laid out once: for each the fixed part of a capsule,
 * and for the data behind it room that starts on a page of its own, fit for direct I/O.
 */
final class ReceiveSlab {
  private static final int MOST_ELEMENTS = 2;

  private final MemorySegment requests;
  private final ByteBuffer headers;
  private final IoBuffer[] data;
  private final IbvMr region;

  /**
   * Makes and registers buffers.
   *
   * @param first number of the first
   * @param idBits what their requests' identifiers have beside their number
   * @param headerBytes size of the fixed part
   * @param dataBytes most data behind it, 0 for none
   */
  ReceiveSlab(MemoryKeys keys, int first, int count, long idBits, int headerBytes, int dataBytes)
      throws IOException {
    long stride = (dataBytes + IoMemory.PAGE - 1L) / IoMemory.PAGE * IoMemory.PAGE;
    long headersBytes =
        ((long) count * headerBytes + IoMemory.PAGE - 1) / IoMemory.PAGE * IoMemory.PAGE;
    MemorySegment memory = IoMemory.allocate(headersBytes + count * stride).segment();
    region = keys.register(memory, IbvMr.IBV_ACCESS_LOCAL_WRITE);
    headers = memory.asSlice(0, headersBytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    data = new IoBuffer[dataBytes > 0 ? count : 0];
    int each = ReceiveRequest.BYTES + MOST_ELEMENTS * ScatterGather.BYTES;
    requests = Arena.ofAuto().allocate((long) count * each, Long.BYTES);
    for (int i = 0; i < count; i++) {
      long elements =
          (long) count * ReceiveRequest.BYTES + (long) i * MOST_ELEMENTS * ScatterGather.BYTES;
      ScatterGather.set(
          requests,
          elements,
          memory.address() + (long) i * headerBytes,
          headerBytes,
          region.getLkey());
      if (dataBytes > 0) {
        MemorySegment room = memory.asSlice(headersBytes + i * stride, dataBytes);
        data[i] = IoBuffer.wrap(room);
        ScatterGather.set(
            requests, elements + ScatterGather.BYTES, room.address(), dataBytes, region.getLkey());
      }
      ReceiveRequest.set(
          requests,
          requestAt(i),
          idBits | (first + i),
          requests.address() + elements,
          dataBytes > 0 ? MOST_ELEMENTS : 1);
    }
  }

  private static long requestAt(int index) {
    return (long) index * ReceiveRequest.BYTES;
  }

  /** The address of a buffer's request. */
  long request(int index) {
    return requests.address() + requestAt(index);
  }

  /** Makes the request at an address follow a buffer's; 0 for none. */
  void next(int index, long request) {
    ReceiveRequest.next(requests, requestAt(index), request);
  }

  /** The fixed parts of all capsules, one behind the other. */
  ByteBuffer headers() {
    return headers;
  }

  /** The data of a capsule. */
  IoBuffer data(int index) {
    return data.length == 0 ? IoBuffer.NONE : data[index];
  }

  /** Ends the registration; nothing is posted any more. */
  void close() {
    MemoryKeys.release(region);
  }
}
