package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCmId;
import io.jacquard.nvme.transport.ListenSettings;
import java.io.IOException;

/** What the queue pair of a controller is made of, in sizes that fit the host and the device. */
final class ControllerQueueParts {
  /** Send requests for each command in flight: its data and its response. */
  private static final int REQUESTS_PER_COMMAND = 2;

  /** The largest command, twice, and what {@link QueuePair} needs for its end. */
  private static final int FEWEST_REQUESTS = 2 * (DataDescriptors.MOST + 1) + 2;

  private final LoopDevice device;
  private final CmRequest request;
  private final ListenSettings settings;

  ControllerQueueParts(LoopDevice device, CmRequest request, ListenSettings settings) {
    this.device = device;
    this.request = request;
    this.settings = settings;
  }

  QueuePair pair(RdmaCmId id, QueuePair.User user) throws IOException {
    int wanted = Math.max(REQUESTS_PER_COMMAND * request.entries(), FEWEST_REQUESTS);
    int requests = Math.min(wanted, device.limits().maxRequests());
    return new QueuePair(device, id, user, requests, 1, Capsule.RESPONSE_BYTES, receives());
  }

  private ReceiveBuffers receives() throws IOException {
    int data = settings.inCapsuleBytes();
    return ReceiveBuffers.canBeShared(device)
        ? device.sharedBuffers().take(data)
        : ReceiveBuffers.own(device, Capsule.COMMAND_BYTES, data, receiveCount());
  }

  /** One more than there can be commands, so that one too many is seen and told. */
  int receiveCount() {
    return request.entries() + 1;
  }

  Responses responses(QueuePair pair) throws IOException {
    boolean invalidates =
        device.limits().sendsInvalidate() && RemoteInvalidation.isAllowedOn(device.limits().name());
    return new Responses(pair, request.entries(), invalidates);
  }
}
