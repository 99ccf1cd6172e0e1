package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvRecvWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.SVCPostRecv;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** DiSNI's call that posts receive requests; laid out once, executed as often as wanted. */
final class PostReceiveCall extends SVCPostRecv {
  private final NativeQp qp;
  private final MemorySegment memory;
  private boolean valid = true;

  PostReceiveCall(NativeQp qp, List<IbvRecvWR> requests) {
    this.qp = qp;
    int elements = requests.stream().mapToInt(r -> r.getSg_list().size()).sum();
    long elementsAt = (long) requests.size() * ReceiveRequest.BYTES;
    this.memory =
        Arena.ofAuto().allocate(elementsAt + (long) elements * ScatterGather.BYTES, Long.BYTES);
    long at = 0;
    for (IbvRecvWR request : requests) {
      List<IbvSge> list = request.getSg_list();
      ReceiveRequest.set(
          memory, at, request.getWr_id(), memory.address() + elementsAt, list.size());
      for (IbvSge element : list) {
        ScatterGather.set(
            memory, elementsAt, element.getAddr(), element.getLength(), element.getLkey());
        elementsAt += ScatterGather.BYTES;
      }
      if (at > 0) {
        ReceiveRequest.next(memory, at - ReceiveRequest.BYTES, memory.address() + at);
      }
      at += ReceiveRequest.BYTES;
    }
  }

  @Override
  public SVCPostRecv execute() throws IOException {
    if (!qp.isOpen()) {
      throw new IOException("the queue pair is closed");
    }
    int error = qp.postReceives(memory.address());
    if (error != 0) {
      throw new VerbsException("ibv_post_recv", Math.abs(error));
    }
    return this;
  }

  @Override
  public RecvWRMod getWrMod(int index) {
    long at = (long) index * ReceiveRequest.BYTES;
    return () -> ReceiveRequest.id(memory, at);
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public SVCPostRecv free() {
    valid = false;
    return this;
  }
}
