package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import io.jacquard.transport.rdma.verbs.DeviceEvents;
import io.jacquard.transport.rdma.verbs.ReceiveRequest;
import io.jacquard.transport.rdma.verbs.ScatterGather;
import io.jacquard.transport.rdma.verbs.SendRequest;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A queue pair of a {@link SimulatedFabric}; guarded by the fabric. */
final class SimulatedQueuePair extends IbvQP {
  private static final int REMOTE_ACCESS_ERROR = 10;
  private static final int READ_OPCODE = 2;

  /** Local memory of a request. */
  record Element(long address, int length, int key) {
    MemorySegment memory() {
      return MemorySegment.ofAddress(address).reinterpret(length);
    }
  }

  record Send(long id, int opcode, int flags, List<Element> elements, long remote, int key) {
    int length() {
      return elements.stream().mapToInt(Element::length).sum();
    }
  }

  record Receive(long id, List<Element> elements) {}

  private final SimulatedFabric fabric;
  private final SimulatedCq cq;
  private final int mostSends;
  private final Queue<Receive> receives;
  private final boolean shared;
  private final Queue<Send> sends = new ArrayDeque<>();
  private SimulatedQueuePair peer;
  private boolean broken;
  private boolean carrying;
  DeviceEvents events;

  SimulatedQueuePair(SimulatedFabric fabric, IbvQPInitAttr attributes) throws IOException {
    super(1);
    this.fabric = fabric;
    this.cq = (SimulatedCq) attributes.getSend_cq();
    this.mostSends = attributes.cap().getMax_send_wr();
    this.shared = attributes.getSrq() != 0;
    this.receives =
        shared ? fabric.openVerbs().sharedQueue(attributes.getSrq()) : new ArrayDeque<>();
    fabric.queuePairs.add(this);
  }

  void connect(SimulatedQueuePair other) {
    peer = other;
    other.peer = this;
  }

  static List<Element> elements(long list, int count) {
    MemorySegment memory =
        MemorySegment.ofAddress(list).reinterpret((long) count * ScatterGather.BYTES);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = (long) i * ScatterGather.BYTES;
      elements.add(
          new Element(
              ScatterGather.address(memory, at),
              ScatterGather.length(memory, at),
              ScatterGather.lkey(memory, at)));
    }
    return elements;
  }

  int postSends(long chain) {
    List<Send> posted = new ArrayList<>();
    for (long at = chain; at != 0; ) {
      MemorySegment m = MemorySegment.ofAddress(at).reinterpret(SendRequest.BYTES);
      if (sends.size() == mostSends) {
        return 12;
      }
      Send send =
          new Send(
              SendRequest.id(m, 0),
              SendRequest.opcode(m, 0),
              SendRequest.flags(m, 0),
              elements(SendRequest.sgList(m, 0), SendRequest.elements(m, 0)),
              SendRequest.remoteAddress(m, 0),
              SendRequest.rkey(m, 0));
      checkLocal(send);
      sends.add(send);
      posted.add(send);
      at = SendRequest.next(m, 0);
    }
    if (fabric.keepsChains) {
      fabric.chains.add(posted);
    }
    resume();
    return 0;
  }

  /** A key that does not fit is a bug of the transport, not of a peer. */
  private void checkLocal(Send send) {
    if ((send.flags() & SendRequest.INLINE) != 0) {
      return;
    }
    int access = send.opcode() == SendRequest.OP_READ ? IbvMr.IBV_ACCESS_LOCAL_WRITE : 0;
    for (Element e : send.elements()) {
      if (!fabric.allows(e.key(), e.address(), e.length(), access)) {
        throw new IllegalStateException("memory of " + send + " is not registered so");
      }
    }
  }

  static List<Receive> receives(long chain) {
    List<Receive> all = new ArrayList<>();
    for (long at = chain; at != 0; ) {
      MemorySegment m = MemorySegment.ofAddress(at).reinterpret(ReceiveRequest.BYTES);
      int count = ReceiveRequest.elements(m, 0);
      all.add(new Receive(ReceiveRequest.id(m, 0), elements(ReceiveRequest.sgList(m, 0), count)));
      at = ReceiveRequest.next(m, 0);
    }
    return all;
  }

  int postReceives(long chain) {
    receives.addAll(receives(chain));
    if (peer != null) {
      peer.resume();
    }
    return 0;
  }

  /** Carries out what can be. */
  void resume() {
    if (carrying) {
      return;
    }
    carrying = true;
    while (!sends.isEmpty() && (broken || carryOut(sends.element()))) {
      Send done = sends.remove();
      if (broken) {
        cq.add(done.id(), WorkCompletion.FLUSHED, 0, 0);
      }
    }
    carrying = false;
  }

  /** False if the request has to wait. */
  private boolean carryOut(Send send) {
    if (peer == null || peer.broken) {
      return false; // the peer answers no more: retried until this side ends
    }
    return switch (send.opcode()) {
      case SendRequest.OP_READ -> read(send);
      case SendRequest.OP_WRITE -> write(send);
      case SendRequest.OP_SEND, SendRequest.OP_SEND_INVALIDATE -> deliver(send);
      default -> throw new IllegalStateException("opcode " + send.opcode());
    };
  }

  private boolean read(Send send) {
    if (fabric.holdReads) {
      int waiting = (int) sends.stream().filter(s -> s.opcode() == SendRequest.OP_READ).count();
      fabric.mostReadsOutstanding = Math.max(fabric.mostReadsOutstanding, waiting);
      return false;
    }
    if (!fabric.allows(send.key(), send.remote(), send.length(), IbvMr.IBV_ACCESS_REMOTE_READ)) {
      return refuse(send);
    }
    copyIn(send.elements(), MemorySegment.ofAddress(send.remote()).reinterpret(send.length()));
    return complete(send, READ_OPCODE);
  }

  private boolean write(Send send) {
    if (send.length() > 0
        && !fabric.allows(
            send.key(), send.remote(), send.length(), IbvMr.IBV_ACCESS_REMOTE_WRITE)) {
      return refuse(send);
    }
    MemorySegment to = MemorySegment.ofAddress(send.remote()).reinterpret(send.length());
    long at = 0;
    for (Element e : send.elements()) {
      MemorySegment.copy(e.memory(), 0, to, at, e.length());
      at += e.length();
    }
    return complete(send, 1);
  }

  private boolean refuse(Send send) {
    cq.add(send.id(), REMOTE_ACCESS_ERROR, 0, 0);
    sends.remove();
    peer.events.failed("the queue pair was asked for memory it must not use");
    broken = true;
    flush();
    return false;
  }

  private boolean deliver(Send send) {
    Receive receive = peer.receives.poll();
    if (receive == null) {
      return false;
    }
    MemorySegment message = MemorySegment.ofArray(new byte[send.length()]);
    long at = 0;
    for (Element e : send.elements()) {
      MemorySegment.copy(e.memory(), 0, message, at, e.length());
      at += e.length();
    }
    copyIn(receive.elements(), message);
    peer.cq.add(receive.id(), WorkCompletion.SUCCESS, WorkCompletion.RECEIVE, send.length());
    return complete(send, 0);
  }

  private static void copyIn(List<Element> to, MemorySegment from) {
    long at = 0;
    for (Element e : to) {
      long length = Math.min(e.length(), from.byteSize() - at);
      MemorySegment.copy(from, at, e.memory(), 0, length);
      at += length;
    }
  }

  private boolean complete(Send send, int opcode) {
    if ((send.flags() & SendRequest.SIGNALED) != 0) {
      cq.add(send.id(), WorkCompletion.SUCCESS, opcode, send.length());
    }
    return true;
  }

  void toError() {
    if (!broken) {
      broken = true;
      flush();
    }
  }

  private void flush() {
    if (!shared) {
      receives.forEach(r -> cq.add(r.id(), WorkCompletion.FLUSHED, 0, 0));
      receives.clear();
    }
    resume();
  }

  /** The device gives up on the queue pair. */
  void fail() {
    if (events != null) {
      events.failed("the simulated queue pair failed");
    }
  }

  void destroy() {
    broken = true;
    if (shared && fabric.losesReceives) {
      receives.poll(); // that of a message which is half there
    }
    close();
    fabric.queuePairs.remove(this);
  }
}
