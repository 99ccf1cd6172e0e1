package io.jacquard.transport.rdma.verbs;

/**
 * What a device can do ({@code struct ibv_device_attr}).
 *
 * @param name such as rxe0
 * @param maxRequests most requests of one queue
 * @param maxElements most scatter/gather elements of a request
 * @param maxCompletions most entries of a completion queue
 * @param maxReadsServed RDMA READs that a queue pair serves at a time
 * @param maxReadsOutstanding RDMA READs that a queue pair has outstanding at a time
 * @param maxSharedRequests most requests of a shared receive queue, 0 if it has none
 * @param sendsInvalidate whether a SEND can invalidate a key of the other side
 */
public record DeviceLimits(
    String name,
    int maxRequests,
    int maxElements,
    int maxCompletions,
    int maxReadsServed,
    int maxReadsOutstanding,
    int maxSharedRequests,
    boolean sendsInvalidate) {}
