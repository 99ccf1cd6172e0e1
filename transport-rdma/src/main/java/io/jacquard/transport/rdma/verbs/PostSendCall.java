package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.SVCPostSend;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * DiSNI's call that posts send requests; laid out once, changed in place, executed as often as
 * wanted.
 */
final class PostSendCall extends SVCPostSend {
  private final NativeQp qp;
  private final MemorySegment memory;
  private final Request[] requests;
  private boolean valid = true;

  PostSendCall(NativeQp qp, List<IbvSendWR> from) {
    this.qp = qp;
    int elements = from.stream().mapToInt(r -> r.getSg_list().size()).sum();
    long elementsAt = (long) from.size() * SendRequest.BYTES;
    this.memory =
        Arena.ofAuto().allocate(elementsAt + (long) elements * ScatterGather.BYTES, Long.BYTES);
    this.requests = new Request[from.size()];
    for (int i = 0; i < requests.length; i++) {
      long at = (long) i * SendRequest.BYTES;
      requests[i] = new Request(at, elementsAt);
      requests[i].lay(from.get(i));
      elementsAt += (long) from.get(i).getSg_list().size() * ScatterGather.BYTES;
      if (i > 0) {
        SendRequest.next(memory, at - SendRequest.BYTES, memory.address() + at);
      }
    }
  }

  @Override
  public SVCPostSend execute() throws IOException {
    if (!qp.isOpen()) {
      throw new IOException("the queue pair is closed");
    }
    int error = qp.postSends(memory.address());
    if (error != 0) {
      throw new VerbsException("ibv_post_send", Math.abs(error));
    }
    return this;
  }

  @Override
  public SendWRMod getWrMod(int index) {
    return requests[index];
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public SVCPostSend free() {
    valid = false;
    return this;
  }

  /** One request in {@link #memory}. */
  private final class Request implements SendWRMod, RdmaMod {
    private final long at;
    private final long elementsAt;

    Request(long at, long elementsAt) {
      this.at = at;
      this.elementsAt = elementsAt;
    }

    void lay(IbvSendWR from) {
      List<IbvSge> list = from.getSg_list();
      SendRequest.set(
          memory,
          at,
          from.getWr_id(),
          from.getOpcode(),
          from.getSend_flags(),
          memory.address() + elementsAt,
          list.size());
      SendRequest.invalidate(memory, at, from.getImm_data());
      SendRequest.remote(memory, at, from.getRdma().getRemote_addr(), from.getRdma().getRkey());
      for (int i = 0; i < list.size(); i++) {
        IbvSge element = list.get(i);
        ScatterGather.set(
            memory, elementAt(i), element.getAddr(), element.getLength(), element.getLkey());
      }
    }

    private long elementAt(int index) {
      return elementsAt + (long) index * ScatterGather.BYTES;
    }

    @Override
    public void setWr_id(long id) {
      memory.set(JAVA_LONG, at + SendRequest.WR_ID, id);
    }

    @Override
    public long getWr_id() {
      return SendRequest.id(memory, at);
    }

    @Override
    public void setSend_flags(int flags) {
      memory.set(JAVA_INT, at + SendRequest.SEND_FLAGS, flags);
    }

    @Override
    public int getSend_flags() {
      return SendRequest.flags(memory, at);
    }

    @Override
    public int getNum_sge() {
      return SendRequest.elements(memory, at);
    }

    @Override
    public int getOpcode() {
      return SendRequest.opcode(memory, at);
    }

    @Override
    public RdmaMod getRdmaMod() {
      return this;
    }

    @Override
    public SgeMod getSgeMod(int index) {
      return new Element(memory, elementAt(index));
    }

    @Override
    public void setRemote_addr(long address) {
      memory.set(JAVA_LONG, at + SendRequest.REMOTE_ADDRESS, address);
    }

    @Override
    public long getRemote_addr() {
      return SendRequest.remoteAddress(memory, at);
    }

    @Override
    public void setRkey(int key) {
      memory.set(JAVA_INT, at + SendRequest.RKEY, key);
    }

    @Override
    public int getRkey() {
      return SendRequest.rkey(memory, at);
    }

    @Override
    public void setReserved(int reserved) {
      // C has padding there.
    }

    @Override
    public int getReserved() {
      return 0;
    }
  }

  /** One scatter/gather element. */
  private record Element(MemorySegment memory, long at) implements SgeMod {
    @Override
    public void setAddr(long address) {
      memory.set(JAVA_LONG, at + ScatterGather.ADDRESS, address);
    }

    @Override
    public long getAddr() {
      return ScatterGather.address(memory, at);
    }

    @Override
    public void setLength(int length) {
      memory.set(JAVA_INT, at + ScatterGather.LENGTH, length);
    }

    @Override
    public int getLength() {
      return ScatterGather.length(memory, at);
    }

    @Override
    public void setLkey(int key) {
      memory.set(JAVA_INT, at + ScatterGather.LKEY, key);
    }

    @Override
    public int getLkey() {
      return ScatterGather.lkey(memory, at);
    }
  }
}
