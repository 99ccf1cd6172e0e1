package io.jacquard.lab.rdma;

import com.ibm.disni.RdmaActiveEndpoint;
import com.ibm.disni.RdmaActiveEndpointGroup;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvRecvWR;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvSge;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.SVCPostSend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An endpoint as DiSNI's examples have it: three buffers, a receive posted before it connects. */
final class DisniEndpoint extends RdmaActiveEndpoint {
  static final int BYTES = 100;

  private final ByteBuffer data = ByteBuffer.allocateDirect(BYTES);
  private final ByteBuffer toSend = ByteBuffer.allocateDirect(BYTES);
  private final ByteBuffer received = ByteBuffer.allocateDirect(BYTES);
  private final BlockingQueue<IbvWC> completions = new LinkedBlockingQueue<>();
  private IbvMr dataRegion;
  private IbvMr sendRegion;

  DisniEndpoint(RdmaActiveEndpointGroup<DisniEndpoint> group, RdmaCmId id, boolean serverSide)
      throws IOException {
    super(group, id, serverSide);
  }

  @Override
  protected synchronized void init() throws IOException {
    super.init();
    dataRegion = registerMemory(data).execute().free().getMr();
    sendRegion = registerMemory(toSend).execute().free().getMr();
    IbvMr receiveRegion = registerMemory(received).execute().free().getMr();
    IbvRecvWR request = new IbvRecvWR();
    request.setWr_id(1);
    request.setSg_list(list(receiveRegion));
    postRecv(new LinkedList<>(List.of(request))).execute().free();
  }

  private static LinkedList<IbvSge> list(IbvMr region) {
    IbvSge element = new IbvSge();
    element.setAddr(region.getAddr());
    element.setLength(region.getLength());
    element.setLkey(region.getLkey());
    return new LinkedList<>(List.of(element));
  }

  ByteBuffer data() {
    return data;
  }

  ByteBuffer toSend() {
    return toSend;
  }

  ByteBuffer received() {
    return received;
  }

  IbvMr dataRegion() {
    return dataRegion;
  }

  /** Sends all of {@link #toSend}. */
  void send() throws IOException {
    IbvSendWR request = new IbvSendWR();
    request.setWr_id(2);
    request.setSg_list(list(sendRegion));
    request.setOpcode(IbvSendWR.IBV_WR_SEND);
    request.setSend_flags(IbvSendWR.IBV_SEND_SIGNALED);
    postSend(new LinkedList<>(List.of(request))).execute().free();
  }

  /** A call that reads the other side's memory to {@link #data}. */
  SVCPostSend reading(long address, int key) throws IOException {
    IbvSendWR request = new IbvSendWR();
    request.setWr_id(3);
    request.setSg_list(list(dataRegion));
    request.setOpcode(IbvSendWR.IBV_WR_RDMA_READ);
    request.setSend_flags(IbvSendWR.IBV_SEND_SIGNALED);
    request.getRdma().setRemote_addr(address);
    request.getRdma().setRkey(key);
    return postSend(new LinkedList<>(List.of(request)));
  }

  /** Waits for the next completion. */
  IbvWC completion() throws InterruptedException {
    IbvWC next = completions.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing completed");
    }
    return next;
  }

  @Override
  public void dispatchCqEvent(IbvWC completion) {
    completions.add(completion.clone());
  }
}
