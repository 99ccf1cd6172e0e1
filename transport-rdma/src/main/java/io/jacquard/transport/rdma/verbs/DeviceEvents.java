package io.jacquard.transport.rdma.verbs;

/** Hears of the asynchronous events of a device; called on a thread of the provider. */
public interface DeviceEvents {

  /** Data came for a queue pair whose connection is not yet established. */
  void communicationEstablished();

  /**
   * The queue pair, its completion queue or the device is broken.
   *
   * @param what the event in words
   */
  void failed(String what);
}
