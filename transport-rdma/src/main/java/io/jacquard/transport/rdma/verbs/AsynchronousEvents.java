package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asynchronous events of one device ({@code struct ibv_async_event}), waited for by a thread of
 * their own: a device has one source of them, however many loops use it, and they are rare.
 */
final class AsynchronousEvents {
  private static final Logger LOG = LoggerFactory.getLogger(AsynchronousEvents.class);

  private static final int BYTES = 16;
  private static final int ELEMENT = 0;
  private static final int TYPE = 8;

  private static final int CQ_ERR = 0;
  private static final int QP_FATAL = 1;
  private static final int QP_REQ_ERR = 2;
  private static final int QP_ACCESS_ERR = 3;
  private static final int COMM_EST = 4;
  private static final int DEVICE_FATAL = 8;
  private static final int PORT_ACTIVE = 9;
  private static final int PORT_ERR = 10;
  private static final int SRQ_ERR = 14;
  private static final int QP_LAST_WQE_REACHED = 16;

  /** How long it may take until the end of a device that says nothing is noticed. */
  private static final int LOOK_MILLIS = 1000;

  private final NativeContext context;
  private final int fd;
  private final ConcurrentMap<Long, DeviceEvents> listeners = new ConcurrentHashMap<>();

  /**
   * Makes it.
   *
   * @param fd where the device's events come
   */
  AsynchronousEvents(NativeContext context, int fd) {
    this.context = context;
    this.fd = fd;
  }

  void start() {
    Thread.ofPlatform().daemon().name("rdma-events-" + context.name()).start(this::listen);
  }

  /** {@code listener} hears of the events of a queue pair. */
  void add(long qp, DeviceEvents listener) {
    listeners.put(qp, listener);
  }

  void remove(long qp) {
    listeners.remove(qp);
  }

  private void listen() {
    MemorySegment event = Arena.ofAuto().allocate(BYTES, Long.BYTES);
    DeviceRemoval removal = context.removal();
    boolean works = true;
    // Never within read(): a device that somebody reads from cannot be let go.
    while (works && !removal.hasHappened() && !removal.isSeen()) {
      works = !Descriptor.await(fd, LOOK_MILLIS) || take(event);
    }
    try {
      removal.happened();
      context.release();
    } catch (IOException | InterruptedException e) {
      LOG.error("{} was removed and cannot be let go", context.name(), e);
    }
  }

  /** Takes one event; false if there will be no more. */
  private boolean take(MemorySegment event) {
    int error = VerbsFunctions.GET_ASYNC_EVENT.tryCall(context.address(), event.address());
    if (error != 0) {
      LOG.debug("{} has no more events: error {}", context.name(), error);
      return false;
    }
    long element = event.get(JAVA_LONG, ELEMENT);
    int type = event.get(JAVA_INT, TYPE);
    try {
      heard(type, element);
    } catch (RuntimeException bug) {
      LOG.error("event {} of {} could not be handled", type, context.name(), bug);
    }
    VerbsFunctions.ACK_ASYNC_EVENT.run(event.address());
    return true;
  }

  private void heard(int type, long element) {
    switch (type) {
      case COMM_EST -> {
        DeviceEvents listener = listeners.get(element);
        if (listener != null) {
          listener.communicationEstablished();
        }
      }
      case QP_FATAL -> failed(element, "the queue pair failed");
      case QP_REQ_ERR -> failed(element, "the queue pair received an invalid request");
      case QP_ACCESS_ERR -> failed(element, "the queue pair was asked for memory it must not use");
      case CQ_ERR, SRQ_ERR, DEVICE_FATAL -> {
        String what = context.name() + brokenPart(type);
        LOG.error("{}; all its connections end", what);
        listeners.values().forEach(listener -> listener.failed(what));
      }
      case PORT_ERR -> LOG.warn("{}: the link went down", context.name());
      case PORT_ACTIVE -> LOG.info("{}: the link is up", context.name());
      case QP_LAST_WQE_REACHED -> {}
      default -> LOG.info("{}: asynchronous event {}", context.name(), type);
    }
  }

  private static String brokenPart(int type) {
    return switch (type) {
      case CQ_ERR -> ": completion queue error";
      case SRQ_ERR -> ": shared receive queue error";
      default -> " failed";
    };
  }

  private void failed(long qp, String what) {
    DeviceEvents listener = listeners.get(qp);
    if (listener != null) {
      listener.failed(context.name() + ": " + what);
    }
  }
}
