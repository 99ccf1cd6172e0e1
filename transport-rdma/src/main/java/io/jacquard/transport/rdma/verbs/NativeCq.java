package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvContext;
import java.io.IOException;

/** {@code struct ibv_cq}. */
final class NativeCq extends IbvCQ {
  private final DeviceOperations operations;
  private final NativeCompChannel events;
  private final Runnable onEvent;
  private final int number;
  private final long address;

  NativeCq(IbvContext context, NativeCompChannel channel, int entries, int vector, Runnable onEvent)
      throws IOException {
    super(context, channel, 0);
    this.operations = ((NativeContext) context).operations();
    this.events = channel;
    this.onEvent = onEvent;
    this.number = channel.add(this);
    try {
      this.address =
          VerbsFunctions.CREATE_CQ.pointer(
              ((NativeContext) context).address(),
              entries,
              (long) number,
              channel.address(),
              vector);
    } catch (IOException e) {
      channel.remove(number);
      throw e;
    }
    this.cqe = entries;
  }

  long address() {
    return address;
  }

  void event() {
    onEvent.run();
  }

  int poll(int most, long completions) {
    return operations.poll(address, most, completions);
  }

  int requestNotification(boolean solicitedOnly) {
    return operations.requestNotification(address, solicitedOnly ? 1 : 0);
  }

  /** Returns 0, or an error number as long as a queue pair uses the queue. */
  int destroy() {
    int error = VerbsFunctions.DESTROY_CQ.tryCall(address);
    if (error == 0) {
      close();
      events.remove(number);
    }
    return error;
  }
}
